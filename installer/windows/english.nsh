; What the installer says in English; korean.nsh has the same names.
!insertmacro MUI_LANGUAGE "English"

LangString WELCOME ${LANG_ENGLISH} "${STATUS_EN}$\r$\n$\r$\nNo data leave this computer. An earlier version is replaced; patients' data stay as they are.$\r$\n$\r$\nPlease close TriageLens before you go on."
LangString NOT_ADMINISTRATOR ${LANG_ENGLISH} "Only an administrator can install TriageLens for all users of this computer. Start the installer as administrator, or install it for yourself."
LangString OLD_WINDOWS ${LANG_ENGLISH} "TriageLens needs Windows 10 (64-bit) or later."
LangString RUNNING ${LANG_ENGLISH} "TriageLens is running, here or in the session of another user of this computer. Close it and try again."
LangString NEWER ${LANG_ENGLISH} "A newer version of TriageLens is installed. An older one might not be able to read what it has saved. Remove the newer one first if you really want this."
LangString MANAGED ${LANG_ENGLISH} "TriageLens was installed on this computer by its administrators (MSI). It is updated and removed in the same way."
LangString OLD_STAYS ${LANG_ENGLISH} "The earlier version of TriageLens could not be removed from $EarlierFolder. Nothing was installed."
LangString LONG_PATH ${LANG_ENGLISH} "The name of this folder is too long: Windows could not open the files in it. Choose one nearer to the root of the disk."
LangString STAYS ${LANG_ENGLISH} "TriageLens is removed from the folder below. Patients' data, settings and the audit log stay: they lie elsewhere."
LangString KEPT ${LANG_ENGLISH} "Patients' data, settings and the audit log are not removed. They stay in the folder AppData\Local\TriageLens of each user; yours is$\r$\n$OwnData$\r$\n$\r$\nDelete a patient in the program itself: a folder that was only deleted may still be read from the disk."
