"""Whole triage notes as nurses and paramedics write them, read to the last word."""

import pytest

from cdss.text.pipeline import read_note

ENGLISH = {
    "78 yo F BIBA from NH, AMS x1d, T 39.1, foul urine. PMH CVA, DM2, HTN. Denies CP/SOB per staff.": (
        "78 year old female brought in by ambulance from nursing home, altered mental status for 1 day, T 39.1, foul urine. "
        "past medical history stroke, type 2 diabetes mellitus, hypertension. Denies chest pain/shortness of breath per staff."
    ),
    "pt c/o HA & dizzy x3d, worse today, n/v x2. No LOC, no trauma. Hx of migraines": (
        "patient complains of headache & dizzy for 3 days, worse today, nausea and vomiting 2 times. No loss of consciousness, "
        "no trauma. history of migraines"
    ),
    "s/p fall from ladder approx 8 ft, +LOC, c/o neck and LLE pain, GCS 14": (
        "status post fall from ladder approximately 8 ft, +loss of consciousness, complains of neck and left leg pain, "
        "Glasgow coma scale 14"
    ),
    "CP rad to L arm x 30 min, diaphoretic, ASA & NTG by EMS, hx CABG": (
        "chest pain radiating to left arm for 30 minutes, diaphoretic, aspirin & nitroglycerin by ambulance crew, "
        "history coronary artery bypass graft"
    ),
    "EtOH, SI w/ plan, denies HI": "alcohol, suicidal ideation with plan, denies homicidal ideation",
}

KOREAN = {
    "내원 2시간 전부터 시작된 흉통, 왼쪽 팔로 방사되는 통증 동반. 식은땀(+), 호흡곤란(-).": (
        "for 2 hours chest pain, left arm radiating pain. cold sweat, no shortness of breath."
    ),
    "갑자기 발생한 우측 편마비, 구음장애로 119 통해 내원. LNT 오전 7시 30분, 고혈압 있음, 당뇨 없음": (
        "suddenly right hemiparesis, dysarthria by ambulance. LNT at 7:30 am, hypertension, no diabetes"
    ),
    "금일 아침 토혈 3회, 흑색변 있어 내원함. 간경화 과거력 있음. 어지러움 호소": (
        "this morning hematemesis 3 times, melena. liver cirrhosis past medical history. dizziness"
    ),
    "3일 전부터 발열, 기침, 누런 가래. 금일 숨이 차서 내원. 흉통 부인, COPD 과거력": (
        "for 3 days fever, cough, yellow sputum. today shortness of breath. no chest pain; "
        "chronic obstructive pulmonary disease past medical history"
    ),
    "52세 남환, 금일 07시경 자다가 깨서 가슴 쥐어짜는 통증 30분 지속되어 119 타고 내원함. 식은땀 흘리고 구역감 있었음.": (
        "52 year old male, today at 07:00 while sleeping awoke chest crushing pain 30 minutes persisting by ambulance. "
        "cold sweat nausea."
    ),
    "계단에서 굴러 머리를 부딪혔으나 의식 잃지는 않음. 뒤통수 3cm 찢어짐.": (
        "stairs fell head injury no loss of consciousness. back of the head 3cm laceration."
    ),
    "임신 32주, 1시간 전부터 양수가 흐르고 배가 뭉친다고 함. 질출혈은 없음.": (
        "pregnant 32 weeks, for 1 hour rupture of membranes uterine contractions. no vaginal bleeding."
    ),
    "벌에 쏘인 후 온몸에 두드러기 나고 숨쉬기 힘들다고 함. 배 안 아프고 토하지는 않았다고 함. 입술 부음.": (
        "bee sting after whole body hives difficulty breathing. no abdominal pain; no vomiting. lip swelling."
    ),
    "허리 디스크로 치료중 갑자기 다리 감각 없고 소변 못봄": (
        "lower back herniated disc under treatment suddenly leg numbness urinary retention"
    ),
    "농구하다 발목을 접질림. 발목 부종 있으나 체중부하 가능, 변형 없음": (
        "ankle twisted. ankle edema weight bearing possible, no deformity"
    ),
}


@pytest.mark.parametrize("note", ENGLISH)
def test_english_note(note):
    assert read_note(None, note).english == ENGLISH[note]


@pytest.mark.parametrize("note", KOREAN)
def test_korean_note(note):
    assert read_note(None, note).english == KOREAN[note]


@pytest.mark.parametrize(
    ("note", "present", "denied"),
    [
        ("c/o HA x3d. No LOC, denies n/v", {"headache"}, {"loss of consciousness", "nausea", "vomiting"}),
        ("CP but no SOB, PMH HTN", {"chest pain", "hypertension"}, {"shortness of breath"}),
        ("갑자기 발생한 우측 편마비. 두통, 구토 없음", {"hemiparesis"}, {"headache", "vomiting"}),
        ("흑색변 있어 내원. 복통 부인. 와파린 복용 중", {"melena", "anticoagulant"}, {"abdominal pain"}),
        ("발열(-), 기침(+), 가래(+)", {"cough", "sputum"}, {"fever"}),
        ("r/o PE, no hx of DVT", {"pulmonary embolism"}, {"deep vein thrombosis"}),
    ],
)
def test_what_a_note_says_and_what_it_denies(note, present, denied):
    concepts = read_note(None, note).concepts
    assert {c.term for c in concepts if not c.negated} == present
    assert {c.term for c in concepts if c.negated} == denied


def test_unknown_words_of_a_note_are_named():
    assert read_note(None, "농구하다 발목을 접질림").untranslated == ("농구하다",)
