Attribute VB_Name = "SmsxlRibbon"
Option Explicit

' What the buttons of the tab SMS call. A button is a line of smsxl/buttons.py: its id ends with the name of the macro
' in smsxl_macros.py, its tag is its label.

Private Const PREFIX As String = "smsxl_"
Private Const ADDIN_NAME As String = "smsxl.xlam"
Private Const TITLE As String = "smsxl"

Public Sub SmsxlOnAction(control As IRibbonControl)
    SmsxlRun Mid$(control.ID, Len(PREFIX) + 1), control.Tag
End Sub

' The workbook's own tab stands back where the add-in shows the same one.
Public Sub SmsxlGetVisible(control As IRibbonControl, ByRef visible)
    Dim addin As Workbook
    On Error Resume Next
    Set addin = Workbooks(ADDIN_NAME)
    visible = addin Is Nothing
End Sub

' Runs a macro on the active workbook. Every failure ends here: a sentence, and where the log is.
Public Sub SmsxlRun(ByVal macroName As String, ByVal label As String)
    Dim problem As String
    On Error GoTo failed
    If ActiveWorkbook Is Nothing Then
        MsgBox label & " needs an open workbook. Open one first; in Protected View choose Enable Editing.", _
            vbInformation, TITLE
        Exit Sub
    End If
    SmsxlExecute "import smsxl_macros; smsxl_macros." & macroName & "()"
    Exit Sub
failed:
    problem = Err.Description
    SmsxlLog label & ": " & problem
    MsgBox label & " did not finish: " & LastLine(problem) & "." & vbCrLf & vbCrLf & "The log is " & SmsxlLogFile() & "." & vbCrLf & _
        "In a command prompt, smsxl doctor says what is missing on this computer.", vbExclamation, TITLE
End Sub

' The last line that says something, without its full stop: in what Python reports, the error itself.
Private Function LastLine(ByVal text As String) As String
    Dim lines() As String
    Dim place As Long
    lines = Split(Replace(text, vbCr, vbLf), vbLf)
    For place = UBound(lines) To LBound(lines) Step -1
        LastLine = Trim$(lines(place))
        If Len(LastLine) > 0 Then Exit For
    Next place
    If Right$(LastLine, 1) = "." Then LastLine = Left$(LastLine, Len(LastLine) - 1)
End Function
