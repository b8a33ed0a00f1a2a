"""How names, dates, numbers and addresses are written in Korean and English notes.

The kinds are those of 45 CFR 164.514(b)(2) that a note of an emergency department may hold; times of day are not among them.
"""

from __future__ import annotations

import re

NAME, DATE, PHONE, ID, ADDRESS, MAIL = "NAME", "DATE", "PHONE", "ID", "ADDRESS", "MAIL"
OLD = "90+"
"""An age above 89: 45 CFR 164.514(b)(2)(i)(C)."""

WHOSE = "whose"
"""The group of a pattern that goes, where what stands around it stays."""

_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반라왕금옥육인맹제모탁국은편용"
)
_NO_NAMES = (
    "선생|환자|보호자|부모|어머|아버|고객|손님|형님|누님|사모|원장|과장|의사|간호사|담당|주치의|전공의|이분|모친|부친|장인|장모|고모|이모"
    "|조카|오전|오후|최근|이후|이전|심한|전신|양측|정상|주민|성인|남성|여성|소아|노인|남자|여자"
)
"""What begins like a surname and is none."""

_KOREAN = rf"(?!(?:{_NO_NAMES}))(?:[{_SURNAMES}][가-힣]{{1,2}}|(?:남궁|황보|제갈|선우|독고|사공)[가-힣]{{1,2}})"
_ENGLISH = r"[A-Z][a-zA-Z'’-]+(?: [A-Z]\.)?(?:,? [A-Z][a-z'’]*[A-Za-z'’-]{1,}){0,2}"
_MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
_REGIONS = "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|충청[북남]|전북|전남|전라[북남]|경북|경남|경상[북남]|제주"
_STREETS = "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq"
_YEAR = r"(?:19|20)\d{2}"
_NUMBERED = (
    r"\b(?:MRN|UHID|HN|PID|ID|SSN|account|acct|chart|record|accession|case)"
    r"|(?:등록|병록|차트|환자|접수|보험|여권|면허|계좌|우편)\s?번호|주민\s?(?:등록)?\s?번호"
)
_KOREAN_LABELS = r"(?:성명|이름|환자명|보호자명?|작성자|담당의|주치의|서명)(?:\s?\([가-힣]{1,4}\))?"
_ENGLISH_LABELS = (
    r"[Pp]atient(?:'s)?\s+name|[Pp]t\.? name|[Nn]ame|NAME|[Nn]amed|[Nn]ext of kin|NOK|[Gg]uardian|[Ss]igned(?: by)?"
)
_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Nurse"
_AFTER_A_NAME = r"님|씨|환자|교수|선생|과장|전공의|간호사|의사|원장|보호자|\(\s?(?:남|여|M|F|만?\s?\d)"
_BEFORE_AN_AGE = (
    "고혈압|고령|고열|고지혈|구토|금일|기저|당시|두통|만성|변비|배뇨|신부전|신생아|심부전|심방|여환|여아|연령|영아|오심|용혈|유아"
    "|이상|임신|임산부|전일|지난|천식|추정|현재|황달|남환|남아|남편|아내|여동생|남동생"
)
"""What stands before an age and begins like a surname."""

_DASH = "-–—－"
_GAP = rf"[{_DASH}.\s]"
_ABROAD = rf"(?<![\d.])\+\d{{1,3}}(?:{_GAP}|\(){{0,2}}\d{{1,4}}(?:(?:{_GAP}|\)){{1,2}}\d{{2,4}}){{2,4}}(?!\d)"
_KOREAN_PHONE = (
    rf"(?<![\d.])(?:\+?82{_GAP}?|0)(?:1[016789]|2|[3-6][1-5]|70|50\d?)(?:{_GAP}|\)){{0,2}}\d{{3,4}}{_GAP}?\d{{4}}(?!\d)"
)
_LOCAL_PHONE = (
    r"(?:전화|연락처|핸드폰|휴대폰|\b(?:tel|phone|mobile)\b)\s?(?:번호)?\s*[:.]?\s*"
    rf"(?P<{WHOSE}>\d{{3,4}}{_GAP}?\d{{4}})(?!\d)"
)
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_BORN = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_RESIDENT = (
    rf"(?<!\d)(?:\d{{6}}\s?[{_DASH}/._]?\s?[1-8](?:\d{{6}}|[*xX○●]{{6}})"
    rf"|{_BORN}\s?[{_DASH}]\s?[1-8][*xX○●]{{0,6}})(?![\d.])"
)
"""A resident registration number, or its first seven digits: the birthday and the sex."""

_BIRTHDAY = rf"(?:생년월일|생일|\bDOB\b|\b(?:date of birth|birth ?date|born)\b)\s*[:=]?\s*(?P<{WHOSE}>\d{{6}}(?:\d{{2}})?)(?!\d)"
_PLATE_LETTERS = "가나다라마거너더러머버서어저고노로모보소오조구누두루무부수우아바사자하허호배"
_PLATE = rf"(?<!\d)\d{{2,3}}\s?[{_PLATE_LETTERS}]\s?\d{{4}}(?!\d|\s?(?:m?[lL]\b|cc|m?c?g\b|원|회))"
_DASHED = rf"(?<![\d.{_DASH}])(?=(?:[{_DASH}]?\d){{10}})\d{{2,6}}(?:[{_DASH}]\d{{2,7}}){{2,3}}(?![\d.{_DASH}])"
_OLD = r"(?:9\d|1[01]\d)"
_AGED = rf"(?<![\d.]){_OLD}(?=\s?[-–]?\s?(?:세|살|y/?o\b|y\.o\.|yrs?\b|years?\b))"
_SEX_AGED = rf"(?<![A-Za-z가-힣])[MF남여]\s?/\s?(?P<{WHOSE}>{_OLD})(?!\d)"
_KOREAN_DATE = (
    r"(?<!\d)\d{2}(?:\d{2})?년생|(?<!\d)(?:(?:19|20)?\d{2}\s?년\s?)?\d{1,2}\s?월\s?\d{1,2}\s?일"
    rf"|(?<!\d){_YEAR}\s?년(?:\s?\d{{1,2}}\s?월)?|(?<!\d)\d{{2}}\s?년\s?\d{{1,2}}\s?월"
)
_KOREAN_PLACE = (
    rf"(?:{_REGIONS})(?:특별자치시|특별자치도|특별시|광역시|도|시)?\s+[가-힣]{{1,5}}(?:시|군|구)"
    r"(?:\s?[가-힣0-9]{1,8}(?:구|읍|면|동|리|가|로|길))*(?:\s?\d+(?:-\d+)?(?:번지|호|층)?)*"
)
_KOREAN_WARD = r"(?<![가-힣])[가-힣]{2,4}[구군]\s[가-힣]{2,4}[동읍면리](?![가-힣])"
_KOREAN_STREET = r"[가-힣]{2,6}(?:로|길)\s?\d+(?:-\d+)?(?:번길\s?\d+)?(?:,?\s?\d+동)?(?:\s?\d+호)?"
_KOREAN_FLAT = r"[가-힣]{2,6}아파트(?:\s?\d+동)?(?:\s?\d+호)?|(?<!\d)\d{2,4}동\s?\d{2,4}호"
_ENGLISH_STREET = (
    rf"\b\d{{1,5}}[A-Za-z]?\s+(?:[A-Z][A-Za-z'.-]+\s+){{1,3}}(?:{_STREETS})\b\.?(?:,?\s+(?:Apt|Unit|Flat|#)\.?\s*\w+)?"
)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (MAIL, re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bhttps?://\S+")),
    (ID, re.compile(_RESIDENT)),
    (ID, re.compile(r"\b\d{3}-\d{2}-\d{4}\b")),
    (PHONE, re.compile(_KOREAN_PHONE)),
    (PHONE, re.compile(_ABROAD)),
    (PHONE, re.compile(r"(?<![\d.])\(?\d{3}\)?[-.\s]\d{3}[-.]\d{4}(?!\d)")),
    (PHONE, re.compile(_LOCAL_PHONE, re.I)),
    (DATE, re.compile(_BIRTHDAY, re.I)),
    (DATE, re.compile(rf"(?<!\d){_YEAR}\s?[-./]\s?\d{{1,2}}\s?[-./]\s?\d{{1,2}}(?!\d)")),
    (DATE, re.compile(r"(?<![\d.])(?<!\d/)\d{1,2}([-./])\d{1,2}\1(?:19|20)?\d{2}(?![\d/])")),
    (DATE, re.compile(rf"(?<![\d./-])\d{{2}}([-./]){_MONTH}\1{_DAY}(?![\d/])(?!\.\d)")),
    (DATE, re.compile(rf"(?<![\d./-]){_YEAR}(?:[-/]{_MONTH}|\.(?:0[1-9]|1[0-2]))(?![\d/-])(?!\.\d)")),
    (DATE, re.compile(_KOREAN_DATE)),
    (DATE, re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})\b\.?(?:,?\s+{_YEAR})?", re.I)),
    (DATE, re.compile(rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?", re.I)),
    (DATE, re.compile(rf"\b(?:{_MONTHS})\.?,?\s+{_YEAR}\b", re.I)),
    (ID, re.compile(rf"(?:{_NUMBERED})\s*(?:no\.?|number|#)?\s*[:#=]?\s*(?=[A-Za-z-]*\d)[A-Za-z0-9-]{{3,}}", re.I)),
    (ADDRESS, re.compile(_KOREAN_PLACE)),
    (ADDRESS, re.compile(_KOREAN_WARD)),
    (ADDRESS, re.compile(_KOREAN_STREET)),
    (ADDRESS, re.compile(_KOREAN_FLAT)),
    (ADDRESS, re.compile(_ENGLISH_STREET)),
    (NAME, re.compile(rf"\b(?:{_TITLES})\b\.?\s+{_ENGLISH}")),
    (NAME, re.compile(rf"\b(?:{_ENGLISH_LABELS})\s*(?:is|:|=)?\s+{_ENGLISH}")),
    (NAME, re.compile(rf"(?:{_KOREAN_LABELS})\s*(?:은|는|[:：=])?\s*{_KOREAN}(?![가-힣])")),
    (NAME, re.compile(rf"(?<![가-힣]){_KOREAN}(?=\s?(?:{_AFTER_A_NAME}))")),
    (NAME, re.compile(rf"(?<![가-힣])(?!(?:{_BEFORE_AN_AGE})){_KOREAN}(?=,?\s(?:만\s?)?\d{{1,3}}\s?(?:세|살))")),
    (OLD, re.compile(_AGED, re.I)),
    (OLD, re.compile(_SEX_AGED)),
    (ID, re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d{7,8}(?!\d)")),
    (ID, re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")),
    (ID, re.compile(_PLATE)),
    (ID, re.compile(_DASHED)),
    (ID, re.compile(r"(?<![\d.,])\d{7,}(?![\d.,]\d|\d)")),
)
"""In the order in which they are tried: what one has taken is not looked at by the next."""

LABEL = re.compile(rf"^(?:{_KOREAN_LABELS}|(?:{_ENGLISH_LABELS}|{_TITLES})\b)\.?\s*(?:은|는|is\b|[:：=])?\s*")
"""The words before a name that stay."""
