Attribute VB_Name = "SmsxlStart"
Option Explicit

' What happens when the workbook opens: help for the function wizard, and a Python that is ready before the first
' formula asks. Nothing here may show an error or wait: the workbook opens quietly on a computer without Python too.

Public Sub SmsxlOpened()
    Dim saved As Boolean
    On Error Resume Next
    saved = ThisWorkbook.Saved
    SmsxlRegisterHelp
#If Mac Then
#Else
    If SmsxlIsInstalled() Then Application.OnTime Now, Qualified("SmsxlWarmUp")
#End If
    If saved Then ThisWorkbook.Saved = True
End Sub

' Starts Python once Excel has nothing else to do.
Public Sub SmsxlWarmUp()
    On Error Resume Next
    SmsxlConnect
End Sub

' Says what the function wizard shows of a function and its arguments.
Public Sub SmsxlDescribe(ByVal functionName As String, ByVal description As String, ByVal category As String, _
        ByVal arguments As Variant)
    On Error Resume Next
    Application.MacroOptions Macro:=Qualified(functionName), Description:=description, Category:=category, _
        ArgumentDescriptions:=arguments
End Sub

Private Function Qualified(ByVal macroName As String) As String
    Qualified = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & macroName
End Function
