; The installer for Windows: for the user alone or for all users, in English or Korean, with a window or silently.
;
; installer/nsis.py writes names.nsh, files.nsh and registry.nsh and compiles this with -WX. What it ends with, beside NSIS's own
; 0 (done), 1 (given up by the user) and 2 (stopped by an error):
!define RUNNING_CODE 10
!define NEWER_CODE 11
!define NOT_ADMINISTRATOR_CODE 12
!define OLD_WINDOWS_CODE 13
!define MANAGED_CODE 14
!define OLD_STAYS_CODE 15
!define LONG_PATH_CODE 16

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS all

!include "${GENERATED}/names.nsh"
!include "${GENERATED}/files.nsh"
!include "${GENERATED}/registry.nsh"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\TriageLens"
!define OWN_KEY "Software\TriageLens"
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "TriageLens"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${OWN_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallDir"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${OWN_KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallDir"
!define MULTIUSER_INIT_TEXT_ALLUSERSNOTPOSSIBLE "$(NOT_ADMINISTRATOR)"
!include MultiUser.nsh
!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include FileFunc.nsh

Name "TriageLens"
OutFile "${OUT}"
BrandingText "TriageLens ${VERSION}"
!define MUI_ICON "${ICON_FILE}"
!define MUI_UNICON "${ICON_FILE}"
!define MUI_ABORTWARNING
!define MUI_LANGDLL_ALLLANGUAGES
!define MUI_LANGDLL_REGISTRY_ROOT SHCTX
!define MUI_LANGDLL_REGISTRY_KEY "${OWN_KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "InstallerLanguage"

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
!macro RESOURCE LANGUAGE COMMENT
  VIAddVersionKey /LANG=${LANGUAGE} "ProductName" "TriageLens"
  VIAddVersionKey /LANG=${LANGUAGE} "ProductVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileDescription" "${COMMENT}"
  VIAddVersionKey /LANG=${LANGUAGE} "CompanyName" "${PUBLISHER}"
  VIAddVersionKey /LANG=${LANGUAGE} "LegalCopyright" "${PUBLISHER}, Apache-2.0"
!macroend

!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

Var EarlierFolder
Var EarlierVersion
Var OwnData
Var ChosenFolder

!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE_FILE}"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE FolderChosen
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(STAYS)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TEXT "$(KEPT)"
!insertmacro MUI_UNPAGE_FINISH

!include "${HERE}/english.nsh"
!include "${HERE}/korean.nsh"
!insertmacro MUI_RESERVEFILE_LANGDLL
!insertmacro RESOURCE ${LANG_ENGLISH} "${COMMENT_EN}"
!insertmacro RESOURCE ${LANG_KOREAN} "${COMMENT_KO}"

; Ends the installer with a sentence, where somebody looks, and a code.
!macro Refuse SENTENCE
  MessageBox MB_OK|MB_ICONSTOP "$(${SENTENCE})" /SD IDOK
  SetErrorLevel ${${SENTENCE}_CODE}
  Quit
!macroend
!define Refuse "!insertmacro Refuse"

; A program that runs cannot be opened for writing, whoever started it. Nothing is written.
!macro IsRunning PROGRAM
  ${If} ${FileExists} "${PROGRAM}"
    ClearErrors
    FileOpen $1 "${PROGRAM}" a
    ${If} ${Errors}
      StrCpy $0 "running"
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
!macroend

!macro WaitUntilClosed FOLDER
  ${Do}
    StrCpy $0 ""
    !insertmacro IsRunning "${FOLDER}\cdss-ui.exe"
    !insertmacro IsRunning "${FOLDER}\cdss.exe"
    ${If} $0 == ""
      ${Break}
    ${EndIf}
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDCANCEL`
      SetErrorLevel ${RUNNING_CODE}
      Quit
    ${EndIf}
  ${Loop}
!macroend

Function .onInit
  SetRegView 64
  ${IfNot} ${AtLeastWin10}
    ${Refuse} OLD_WINDOWS
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AllUsers" $1
  ${IfNot} ${Errors}
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      ${Refuse} NOT_ADMINISTRATOR
    ${EndIf}
  ${EndIf}
  StrCpy $ChosenFolder "$INSTDIR"
  !insertmacro MULTIUSER_INIT
  ${If} $ChosenFolder != ""
    StrCpy $INSTDIR "$ChosenFolder" ; /D=FOLDER on the command line
  ${EndIf}
  !insertmacro MUI_LANGDLL_DISPLAY
FunctionEnd

Function FolderChosen
  StrLen $0 "$INSTDIR"
  ${If} $0 > ${LONGEST_FOLDER}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(LONG_PATH)"
    Abort
  ${EndIf}
FunctionEnd

Section "TriageLens"
  SetRegView 64
  StrLen $0 "$INSTDIR"
  ${If} $0 > ${LONGEST_FOLDER}
    ${Refuse} LONG_PATH
  ${EndIf}
  ${If} $MultiUser.InstallMode == "AllUsers"
    ReadRegStr $0 HKLM "${OWN_KEY}" "MsiVersion"
    ${If} $0 != ""
      ${Refuse} MANAGED
    ${EndIf}
  ${EndIf}
  Call RemoveEarlier
  !insertmacro WaitUntilClosed "$INSTDIR"

  ClearErrors
  !insertmacro INSTALL_FILES
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    Abort
  ${EndIf}
  ${If} $LANGUAGE == ${LANG_KOREAN}
    !insertmacro REGISTER_KO
  ${Else}
    !insertmacro REGISTER_EN
  ${EndIf}
  Call EnterInList
  CreateShortcut "$SMPROGRAMS\TriageLens.lnk" "$INSTDIR\cdss-ui.exe"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

; The uninstaller of the version that is there removes what it brought, by its own list; other files in the folder stay.
Function RemoveEarlier
  ReadRegStr $EarlierFolder SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ReadRegStr $EarlierVersion SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $EarlierFolder == ""
  ${OrIfNot} ${FileExists} "$EarlierFolder\uninstall.exe"
    Return
  ${EndIf}
  ${VersionCompare} "$EarlierVersion" "${VERSION}" $0
  ${If} $0 == 1
    ${Refuse} NEWER
  ${EndIf}
  !insertmacro WaitUntilClosed "$EarlierFolder"
  ClearErrors
  ExecWait '"$EarlierFolder\uninstall.exe" /S /$MultiUser.InstallMode _?=$EarlierFolder' $0
  ${If} ${Errors}
  ${OrIf} $0 != 0
    ${Refuse} OLD_STAYS
  ${EndIf}
  Delete "$EarlierFolder\uninstall.exe"
  RMDir "$EarlierFolder"
FunctionEnd

; What "Apps" of the settings shows, and what removes the program from there.
Function EnterInList
  WriteRegStr SHCTX "${OWN_KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr SHCTX "${OWN_KEY}" "InstallerLanguage" "$LANGUAGE"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "TriageLens"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\cdss-ui.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${INSTALLED_KIB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
FunctionEnd

; It removes the folder it stands in, and nothing else: whose it is, unless it is said, tells the entry of that folder.
Function un.onInit
  SetRegView 64
  StrCpy $EarlierFolder "$INSTDIR"
  StrCpy $OwnData "$LOCALAPPDATA\TriageLens"
  !insertmacro MULTIUSER_UNINIT
  ReadRegStr $0 HKCU "${OWN_KEY}" "InstallDir"
  ${If} $0 == $EarlierFolder
    Call un.MultiUser.InstallMode.CurrentUser
  ${EndIf}
  StrCpy $INSTDIR "$EarlierFolder"
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section "Uninstall"
  SetRegView 64
  !insertmacro WaitUntilClosed "$INSTDIR"
  !insertmacro REMOVE_FILES
  Delete "$SMPROGRAMS\TriageLens.lnk"
  !insertmacro UNREGISTER
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DetailPrint "$(KEPT)"
SectionEnd
