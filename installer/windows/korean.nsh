; What the installer says in Korean; english.nsh has the same names.
; NSIS has no Korean words for the page that asks for whom; named before it looks for them, these are taken.
!define MULTIUSER_TEXT_INSTALLMODE_TITLE "사용자 선택"
!define MULTIUSER_TEXT_INSTALLMODE_SUBTITLE "$(^NameDA)을(를) 사용할 사람을 선택하십시오."
!define MULTIUSER_INNERTEXT_INSTALLMODE_TOP "$(^NameDA)을(를) 현재 사용자에게만 설치할지 이 컴퓨터의 모든 사용자에게 설치할지 선택하십시오. $(^ClickNext)"
!define MULTIUSER_INNERTEXT_INSTALLMODE_ALLUSERS "이 컴퓨터의 모든 사용자용으로 설치"
!define MULTIUSER_INNERTEXT_INSTALLMODE_CURRENTUSER "현재 사용자용으로만 설치"
!insertmacro MUI_LANGUAGE "Korean"

LangString WELCOME ${LANG_KOREAN} "${STATUS_KO}$\r$\n$\r$\n자료는 이 컴퓨터 밖으로 나가지 않습니다. 이전 버전은 교체되며 환자 자료는 그대로 남습니다.$\r$\n$\r$\n계속하기 전에 TriageLens를 닫아 주십시오."
LangString NOT_ADMINISTRATOR ${LANG_KOREAN} "이 컴퓨터의 모든 사용자를 위한 설치는 관리자만 할 수 있습니다. 설치 프로그램을 관리자 권한으로 실행하거나 현재 사용자용으로 설치하십시오."
LangString OLD_WINDOWS ${LANG_KOREAN} "TriageLens에는 Windows 10(64비트) 이상이 필요합니다."
LangString RUNNING ${LANG_KOREAN} "TriageLens가 실행 중입니다. 이 컴퓨터의 다른 사용자가 실행했을 수도 있습니다. 닫은 다음 다시 시도하십시오."
LangString NEWER ${LANG_KOREAN} "더 새로운 버전의 TriageLens가 설치되어 있습니다. 이전 버전은 새 버전이 저장한 자료를 읽지 못할 수 있습니다. 꼭 필요하면 새 버전을 먼저 제거하십시오."
LangString MANAGED ${LANG_KOREAN} "이 컴퓨터의 TriageLens는 전산 관리자가 설치했습니다(MSI). 업데이트와 제거도 같은 방법으로 합니다."
LangString OLD_STAYS ${LANG_KOREAN} "이전 버전의 TriageLens를 제거하지 못했습니다 ($EarlierFolder). 아무것도 설치하지 않았습니다."
LangString LONG_PATH ${LANG_KOREAN} "폴더 이름이 너무 길어 Windows가 그 안의 파일을 열 수 없습니다. 디스크 최상위에 더 가까운 폴더를 선택하십시오."
LangString STAYS ${LANG_KOREAN} "아래 폴더에서 TriageLens를 제거합니다. 다른 곳에 있는 환자 자료, 설정, 감사 기록은 그대로 남습니다."
LangString KEPT ${LANG_KOREAN} "환자 자료, 설정, 감사 기록은 제거되지 않습니다. 각 사용자의 AppData\Local\TriageLens 폴더에 남아 있으며, 현재 사용자의 폴더는 다음과 같습니다.$\r$\n$OwnData$\r$\n$\r$\n환자는 프로그램 안에서 삭제하십시오. 폴더만 삭제하면 디스크에서 다시 읽어 낼 수 있습니다."
