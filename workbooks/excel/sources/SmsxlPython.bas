Attribute VB_Name = "SmsxlPython"
Option Explicit
Option Private Module

' Calls Python, and remembers answers: every worksheet function passes through SmsxlAnswer.
'
' What passes between VBA and smsxl_udfs.py stands at the head of workbooks/excel/wrappers.py. In short: values as they
' are, Empty for what is blank or omitted, a cell error as its text behind the mark U+E000, ranges as two dimensions.
'
' What is remembered is found by the function, the workbook and all that was passed in, so an answer is right whatever
' has changed since: nothing has to be cleared when a cell changes.

Private Const UDF_MODULE As String = "smsxl_udfs"
Private Const MACRO_SERVER As String = "xlwings._xlwindows"
Private Const ERROR_MARK As Long = 57344
Private Const MOST_CHARACTERS As Long = 4000000
Private Const MOST_CELLS As Long = 5000
Private Const LARGEST_NUMBER As Double = 1E+300
Private Const NOT_REACHED As Long = vbObjectError + 513

Private mServer As Object
Private mAnswers As Object
Private mCharacters As Long
Private mRetryAt As Date
Private mReason As String
Private mLogged As String

' ---------------------------------------------------------------- worksheet functions

' What a function gives for its arguments, each as SmsxlGiven made it.
Public Function SmsxlAnswer(ByVal functionName As String, ByVal given As Variant, ByVal remembered As Boolean) As Variant
    Dim key As String
    On Error GoTo failed
#If Not Mac Then
    If remembered Then key = KeyOfCall(functionName, given)
#End If
    If Len(key) > 0 Then
        If mAnswers Is Nothing Then Set mAnswers = CreateObject("Scripting.Dictionary")
        If mAnswers.Exists(key) Then
            SmsxlAnswer = mAnswers.Item(key)
            Exit Function
        End If
    End If
    SmsxlAnswer = Shown(Asked(functionName, given))
    If Len(key) > 0 Then Remember key, SmsxlAnswer
    Exit Function
failed:
    SmsxlLog functionName & ": " & Err.Description
    SmsxlAnswer = CVErr(xlErrValue)
End Function

' An argument as Python gets it.
Public Function SmsxlGiven(Optional ByVal given As Variant) As Variant
    If IsMissing(given) Then Exit Function
    If IsObject(given) Then
        If TypeName(given) <> "Range" Then
            SmsxlGiven = ErrorText("#VALUE!")
        ElseIf given.Areas.Count > 1 Then
            SmsxlGiven = ErrorText("#VALUE!")
        Else
            SmsxlGiven = Passed(given.Value2)
        End If
    Else
        SmsxlGiven = Passed(given)
    End If
End Function

' Whether an argument says the day itself. Where it does not, the answer means today and may not be remembered.
Public Function SmsxlIsDay(Optional ByVal given As Variant) As Boolean
    Dim day As Variant
    If IsMissing(given) Then Exit Function
    day = SmsxlGiven(given)
    If IsArray(day) Then Exit Function
    SmsxlIsDay = (VarType(day) = vbDouble Or VarType(day) = vbLong Or VarType(day) = vbInteger)
End Function

Private Function Passed(ByVal given As Variant) As Variant
    Dim table() As Variant
    Dim row As Long
    Dim column As Long
    If Not IsArray(given) Then
        Passed = PassedCell(given)
        Exit Function
    End If
    If Dimensions(given) = 1 Then
        ReDim table(1 To 1, 1 To UBound(given) - LBound(given) + 1)
        For column = LBound(given) To UBound(given)
            table(1, column - LBound(given) + 1) = PassedCell(given(column))
        Next column
    Else
        ReDim table(1 To UBound(given, 1) - LBound(given, 1) + 1, 1 To UBound(given, 2) - LBound(given, 2) + 1)
        For row = LBound(given, 1) To UBound(given, 1)
            For column = LBound(given, 2) To UBound(given, 2)
                table(row - LBound(given, 1) + 1, column - LBound(given, 2) + 1) = PassedCell(given(row, column))
            Next column
        Next row
    End If
    If UBound(table, 1) = 1 And UBound(table, 2) = 1 Then
        Passed = table(1, 1)
    Else
        Passed = table
    End If
End Function

Private Function PassedCell(ByVal cell As Variant) As Variant
    If IsError(cell) Then
        PassedCell = ErrorText(NameOfError(cell))
    ElseIf VarType(cell) = vbDate Then
        PassedCell = CDbl(cell)
    Else
        PassedCell = cell
    End If
End Function

Private Function Shown(ByVal answer As Variant) As Variant
    Dim row As Long
    Dim column As Long
    If Not IsArray(answer) Then
        Shown = ShownCell(answer)
        Exit Function
    End If
    If Dimensions(answer) = 1 Then
        For column = LBound(answer) To UBound(answer)
            answer(column) = ShownCell(answer(column))
        Next column
    Else
        For row = LBound(answer, 1) To UBound(answer, 1)
            For column = LBound(answer, 2) To UBound(answer, 2)
                answer(row, column) = ShownCell(answer(row, column))
            Next column
        Next row
    End If
    Shown = answer
End Function

' Excel shows Empty as 0, so nothing is shown as an empty text.
Private Function ShownCell(ByVal cell As Variant) As Variant
    ShownCell = cell
    If IsEmpty(cell) Or IsNull(cell) Then
        ShownCell = ""
    ElseIf VarType(cell) = vbString Then
        If Left$(cell, 1) = ChrW$(ERROR_MARK) Then ShownCell = ErrorOfName(Mid$(cell, 2))
    End If
End Function

Private Function ErrorText(ByVal name As String) As String
    ErrorText = ChrW$(ERROR_MARK) & name
End Function

' By its number (XlCVError), since its text, CStr, is in the language of Office.
Private Function NameOfError(ByVal cell As Variant) As String
    Select Case CLng(cell)
        Case 2000: NameOfError = "#NULL!"
        Case 2007: NameOfError = "#DIV/0!"
        Case 2023: NameOfError = "#REF!"
        Case 2029: NameOfError = "#NAME?"
        Case 2036: NameOfError = "#NUM!"
        Case 2042: NameOfError = "#N/A"
        Case 2043: NameOfError = "#GETTING_DATA"
        Case 2045: NameOfError = "#SPILL!"
        Case 2046: NameOfError = "#CONNECT!"
        Case 2047: NameOfError = "#BLOCKED!"
        Case 2048: NameOfError = "#UNKNOWN!"
        Case 2049: NameOfError = "#FIELD!"
        Case 2050: NameOfError = "#CALC!"
        Case Else: NameOfError = "#VALUE!"
    End Select
End Function

Private Function ErrorOfName(ByVal name As String) As Variant
    Select Case name
        Case "#NULL!": ErrorOfName = CVErr(2000)
        Case "#DIV/0!": ErrorOfName = CVErr(2007)
        Case "#REF!": ErrorOfName = CVErr(2023)
        Case "#NAME?": ErrorOfName = CVErr(2029)
        Case "#NUM!": ErrorOfName = CVErr(2036)
        Case "#N/A": ErrorOfName = CVErr(2042)
        Case "#GETTING_DATA": ErrorOfName = CVErr(2043)
        Case "#SPILL!": ErrorOfName = CVErr(2045)
        Case "#CONNECT!": ErrorOfName = CVErr(2046)
        Case "#BLOCKED!": ErrorOfName = CVErr(2047)
        Case "#UNKNOWN!": ErrorOfName = CVErr(2048)
        Case "#FIELD!": ErrorOfName = CVErr(2049)
        Case "#CALC!": ErrorOfName = CVErr(2050)
        Case Else: ErrorOfName = CVErr(2015)
    End Select
End Function

Private Function Dimensions(ByVal table As Variant) As Long
    Dim bound As Long
    Dim found As Long
    On Error GoTo counted
    Do
        bound = UBound(table, found + 1)
        found = found + 1
    Loop
counted:
    Dimensions = found
End Function

' ---------------------------------------------------------------- the memory

Private Sub Remember(ByVal key As String, ByVal answer As Variant)
    If mCharacters + Len(key) > MOST_CHARACTERS Then
        mAnswers.RemoveAll
        mCharacters = 0
    End If
    mAnswers.Add key, answer
    mCharacters = mCharacters + Len(key)
End Sub

' The key of a call; empty where the call is not to be remembered.
Private Function KeyOfCall(ByVal functionName As String, ByVal given As Variant) As String
    Dim parts() As String
    Dim place As Long
    ReDim parts(0 To UBound(given) + 2)
    parts(0) = functionName
    parts(1) = KeyOfCell(ThisWorkbook.FullName)
    For place = 0 To UBound(given)
        If IsArray(given(place)) Then
            parts(place + 2) = KeyOfTable(given(place))
        Else
            parts(place + 2) = KeyOfCell(given(place))
        End If
        If Len(parts(place + 2)) = 0 Then Exit Function
    Next place
    KeyOfCall = Join(parts, ";")
End Function

Private Function KeyOfTable(ByVal table As Variant) As String
    Dim parts() As String
    Dim row As Long
    Dim column As Long
    Dim place As Long
    Dim rows As Long
    Dim columns As Long
    rows = UBound(table, 1)
    columns = UBound(table, 2)
    If CDbl(rows) * columns > MOST_CELLS Then Exit Function
    ReDim parts(0 To rows * columns)
    parts(0) = "t" & rows & "x" & columns
    For row = 1 To rows
        For column = 1 To columns
            place = place + 1
            parts(place) = KeyOfCell(table(row, column))
            If Len(parts(place)) = 0 Then Exit Function
        Next column
    Next row
    KeyOfTable = Join(parts, ",")
End Function

' A value with its type; a text with its length, so that no text can look like several values.
Private Function KeyOfCell(ByVal cell As Variant) As String
    Select Case VarType(cell)
        Case vbEmpty
            KeyOfCell = "e"
        Case vbBoolean
            KeyOfCell = IIf(cell, "b1", "b0")
        Case vbString
            KeyOfCell = "s" & Len(cell) & ":" & cell
        Case vbDouble, vbSingle, vbLong, vbInteger, vbByte
            KeyOfCell = KeyOfNumber(CDbl(cell))
    End Select
End Function

' CStr gives 15 digits, which two numbers may share; what it leaves out is added.
Private Function KeyOfNumber(ByVal number As Double) As String
    Dim digits As String
    Dim rest As Double
    If Abs(number) > LARGEST_NUMBER Then Exit Function
    digits = CStr(number)
    rest = number - CDbl(digits)
    KeyOfNumber = "n" & digits
    If rest <> 0 Then KeyOfNumber = KeyOfNumber & "r" & CStr(rest)
End Function

' ---------------------------------------------------------------- Python

' The answer of Python. A server that is gone (stopped by somebody, or crashed) is started again, once.
Private Function Asked(ByVal functionName As String, ByVal given As Variant) As Variant
    Dim fresh As Boolean
    fresh = mServer Is Nothing
    If fresh Then Set mServer = Connected()
    On Error GoTo gone
    Asked = mServer.CallUDF(UDF_MODULE, functionName, given, ThisWorkbook, Application.Caller)
    Exit Function
gone:
    If fresh Then Err.Raise Err.Number, "smsxl", Err.Description
    Resume again
again:
    On Error GoTo 0
    Set mServer = Nothing
    Set mServer = Connected()
    Asked = mServer.CallUDF(UDF_MODULE, functionName, given, ThisWorkbook, Application.Caller)
End Function

' xlwings' server. After a failure it is not tried again for a minute, so that a sheet full of functions does not wait
' for a Python that is not there, cell by cell.
Private Function Connected() As Object
#If Mac Then
    Err.Raise NOT_REACHED, "smsxl", "Python functions in formulas need Excel for Windows"
#Else
    If Now < mRetryAt Then Err.Raise NOT_REACHED, "smsxl", mReason
    On Error GoTo failed
    mReason = SmsxlMissing()
    If Len(mReason) > 0 Then Err.Raise NOT_REACHED, "smsxl", mReason
    Set Connected = XLPy
    Exit Function
failed:
    mReason = Err.Description
    mRetryAt = Now + TimeSerial(0, 1, 0)
    Err.Raise NOT_REACHED, "smsxl", mReason
#End If
End Function

' What of Python is missing, as a sentence; empty where everything is there, or where Windows looks for it on the PATH.
Public Function SmsxlMissing() As String
    Dim interpreter As String
    Dim library As String
    interpreter = GetConfig("INTERPRETER_WIN", "")
    If InStr(interpreter, "\") = 0 Then Exit Function
    If Not FileExists(interpreter) Then
        SmsxlMissing = "Python was not found at " & interpreter
        Exit Function
    End If
#If Win64 Then
    library = "xlwings64-" & XLWINGS_VERSION & ".dll"
#Else
    library = "xlwings32-" & XLWINGS_VERSION & ".dll"
#End If
    If FileExists(ParentFolder(interpreter) & "\" & library) Then Exit Function
    If FileExists(ParentFolder(ParentFolder(interpreter)) & "\" & library) Then Exit Function
    SmsxlMissing = library & " was not found beside " & interpreter
End Function

' Whether the workbook names an interpreter that is there, so that starting it will not wait in vain.
Public Function SmsxlIsInstalled() As Boolean
    If InStr(GetConfig("INTERPRETER_WIN", ""), "\") > 0 Then SmsxlIsInstalled = (Len(SmsxlMissing()) = 0)
End Function

' Starts Python and loads the functions, so that the first formula does not wait for it.
Public Sub SmsxlConnect()
    If mServer Is Nothing Then Set mServer = Connected()
    mServer.Module UDF_MODULE
End Sub

' Runs a command for the active workbook. On the server Python's own message comes back to the caller, where RunPython
' of xlwings would show it whole; RunPython is for the other two ways, which show a message of their own.
Public Sub SmsxlExecute(ByVal command As String)
#If Mac Then
    RunPython command
#Else
    If Not CBool(GetConfig("USE UDF SERVER", "False")) Then
        mReason = SmsxlMissing()
        If Len(mReason) > 0 Then Err.Raise NOT_REACHED, "smsxl", mReason
        RunPython command
        Exit Sub
    End If
    mRetryAt = 0
    Set mServer = Nothing
    Set mServer = Connected()
    mServer.SetAttr mServer.Module(MACRO_SERVER), "BOOK_CALLER", ActiveWorkbook
    mServer.Exec command
#End If
End Sub

' ---------------------------------------------------------------- the log

Public Function SmsxlLogFile() As String
#If Mac Then
    SmsxlLogFile = Environ("HOME") & "/smsxl-excel.log"
#Else
    SmsxlLogFile = Environ("TEMP") & "\smsxl-excel.log"
#End If
End Function

' Appends a line; the same line as before only once, since a column may fail in every row.
Public Sub SmsxlLog(ByVal text As String)
    Dim file As Integer
    Debug.Print text
    If text = mLogged Then Exit Sub
    mLogged = text
    On Error GoTo unwritable
    file = FreeFile
    Open SmsxlLogFile() For Append As #file
    Print #file, Format$(Now, "yyyy-mm-dd hh:nn:ss") & "  " & text
    Close #file
unwritable:
End Sub
