<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>AbbreviationsButton</name>
    <message>
        <source>Abbr. %1</source>
        <translation>약어 %1</translation>
    </message>
    <message>
        <source>What the abbreviations of the note are read as</source>
        <translation>기록의 약어를 무엇으로 읽는지 보기</translation>
    </message>
</context>
<context>
    <name>ActionsCard</name>
    <message>
        <source>Consider</source>
        <translation>고려 사항</translation>
    </message>
    <message>
        <source>{0} done</source>
        <translation>{0}개 시행</translation>
    </message>
    <message>
        <source>{0} actions from guidelines</source>
        <translation>지침 권고 {0}개</translation>
    </message>
    <message>
        <source>1 action from guidelines</source>
        <translation>지침 권고 1개</translation>
    </message>
</context>
<context>
    <name>ActionsPanel</name>
    <message>
        <source>done {0}</source>
        <translation>{0} 시행</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>점검</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Actions to consider</source>
        <translation>고려할 처치</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>AlertsView</name>
    <message>
        <source>Level changes, last hour: {0}</source>
        <translation>최근 1시간 단계 변화 {0}건</translation>
    </message>
    <message>
        <source>cap {0}</source>
        <translation>상한 {0}</translation>
    </message>
    <message>
        <source>{0} held</source>
        <translation>보류 {0}건</translation>
    </message>
    <message>
        <source>Alert budget: {0}</source>
        <translation>알림 상한: {0}</translation>
    </message>
    <message>
        <source>Changes of the model&apos;s level with new vital signs: their number, and a cap</source>
        <translation>새 활력징후에 따른 모델 단계 변화: 건수와 상한</translation>
    </message>
    <message>
        <source>▲ {0} to be seen</source>
        <translation>▲ 확인할 변화 {0}건</translation>
    </message>
    <message>
        <source>{0} hidden by the search</source>
        <translation>검색에 가려짐 {0}건</translation>
    </message>
    <message>
        <source>Go to the next patient whose level changed</source>
        <translation>단계가 바뀐 다음 환자로 이동</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>Open case folder</source>
        <translation>환자 폴더 열기</translation>
    </message>
    <message>
        <source>Open or add files</source>
        <translation>파일 열기 또는 추가</translation>
    </message>
    <message>
        <source>Folder to watch for new patients</source>
        <translation>새 환자를 감시할 폴더</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>다른 이름으로 저장</translation>
    </message>
    <message>
        <source>Folder for the DICOM files</source>
        <translation>DICOM 파일을 저장할 폴더</translation>
    </message>
</context>
<context>
    <name>AttentionCard</name>
    <message>
        <source>Cross-attention</source>
        <translation>교차 어텐션</translation>
    </message>
    <message>
        <source>routing, not importance</source>
        <translation>경로일 뿐 중요도 아님</translation>
    </message>
</context>
<context>
    <name>AttentionView</name>
    <message>
        <source>rank correlation with the attributions follows</source>
        <translation>기여도와의 순위 상관은 곧 표시됩니다</translation>
    </message>
    <message>
        <source>Not comparable: attributions failed on other patients</source>
        <translation>비교 불가: 기여도 방법이 다른 환자에서의 시험을 통과하지 못함</translation>
    </message>
    <message>
        <source>words %1</source>
        <translation>단어 %1</translation>
    </message>
    <message>
        <source>evidence %1</source>
        <translation>자료 %1</translation>
    </message>
    <message>
        <source>ρ with attributions: </source>
        <translation>기여도와의 ρ: </translation>
    </message>
    <message>
        <source>– (method failed)</source>
        <translation>– (시험 미통과)</translation>
    </message>
    <message>
        <source>Cross-attention</source>
        <translation>교차 어텐션</translation>
    </message>
    <message>
        <source>By time only: each step of the network mixes all 12 leads.</source>
        <translation>시간만 구분됩니다: 신경망의 각 단계에서 12개 유도가 모두 섞입니다.</translation>
    </message>
    <message>
        <source>Leads with the largest attribution here: %1</source>
        <translation>이 구간에서 기여도가 가장 큰 유도: %1</translation>
    </message>
</context>
<context>
    <name>AttributionButton</name>
    <message>
        <source>Hidden: the method failed its test on other patients (model card). Press to show it all the same, with a mark, like every other explanation that failed; Ctrl+Shift+E hides them again.</source>
        <translation>숨김: 이 방법은 다른 환자에서의 시험을 통과하지 못했습니다(모델 카드). 누르면 통과하지 못한 다른 설명과 함께 표시를 달아 보여 줍니다. Ctrl+Shift+E로 다시 숨깁니다.</translation>
    </message>
</context>
<context>
    <name>AuditDesk</name>
    <message>
        <source>Nothing is kept of this session, so there is no audit of it either.</source>
        <translation>이 작업은 저장되지 않으므로 감사 기록도 없습니다.</translation>
    </message>
    <message>
        <source>The log is being written out…</source>
        <translation>기록을 내보내는 중…</translation>
    </message>
    <message>
        <source>The log is being checked…</source>
        <translation>기록을 검사하는 중…</translation>
    </message>
</context>
<context>
    <name>AuditPage</name>
    <message>
        <source>Audit</source>
        <translation>감사 기록</translation>
    </message>
    <message>
        <source>Check the log</source>
        <translation>기록 검사</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Who opened, assessed, decided and sent out what. Each entry holds the hash of the one before, so that the check finds a changed one. A patient stands in it under a number that tells nobody who they are; those on the worklist are named here.</source>
        <translation>누가 무엇을 열고, 평가하고, 결정하고, 내보냈는지의 기록입니다. 각 항목에 앞 항목의 해시가 들어 있어 바뀐 항목은 검사에서 드러납니다. 환자는 누구인지 알 수 없는 번호로 기록되며, 환자 목록에 있는 환자만 여기에 이름으로 표시됩니다.</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>번호</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>What</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>환자</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>Last entries of the audit</source>
        <translation>감사 기록의 최근 항목</translation>
    </message>
</context>
<context>
    <name>BannerView</name>
    <message>
        <source>Menu</source>
        <translation>메뉴</translation>
    </message>
    <message>
        <source>Reading the files…</source>
        <translation>파일을 읽는 중…</translation>
    </message>
    <message>
        <source>Switch language</source>
        <translation>언어 전환</translation>
    </message>
    <message>
        <source>Enter or correct number, age, sex and arrival</source>
        <translation>등록번호, 나이, 성별, 내원 시각·방법 입력 또는 정정</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>보고서</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>잠금</translation>
    </message>
    <message>
        <source>No patient</source>
        <translation>환자 없음</translation>
    </message>
    <message>
        <source>COMPOSITE</source>
        <translation>합성 증례</translation>
    </message>
    <message>
        <source>Put together from records of different people, for demonstration.</source>
        <translation>시연을 위해 서로 다른 사람의 기록을 합쳐 만든 증례입니다.</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>로컬</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>오프라인</translation>
    </message>
    <message>
        <source>Read and edit the report</source>
        <translation>보고서 읽기·편집</translation>
    </message>
    <message>
        <source>Lock the screen</source>
        <translation>화면 잠금</translation>
    </message>
    <message>
        <source>{0} y</source>
        <translation>{0}세</translation>
    </message>
    <message>
        <source>arrived {0}</source>
        <translation>{0} 내원</translation>
    </message>
    <message>
        <source>sex</source>
        <translation>성별</translation>
    </message>
    <message>
        <source>age</source>
        <translation>나이</translation>
    </message>
    <message>
        <source>arrival</source>
        <translation>내원 시각</translation>
    </message>
    <message>
        <source>not known: {0}</source>
        <translation>모름: {0}</translation>
    </message>
    <message>
        <source>Your own level first</source>
        <translation>내 단계 먼저 입력</translation>
    </message>
    <message>
        <source>Being assessed…</source>
        <translation>평가 중…</translation>
    </message>
    <message>
        <source>Not assessed</source>
        <translation>평가되지 않음</translation>
    </message>
    <message>
        <source>accepted by clinician</source>
        <translation>의료진 승인</translation>
    </message>
    <message>
        <source>set by clinician</source>
        <translation>의료진 지정</translation>
    </message>
    <message>
        <source>risk {0} / 10</source>
        <translation>위험도 {0} / 10</translation>
    </message>
    <message>
        <source>90 % interval {0}–{1}</source>
        <translation>90 % 구간 {0}–{1}</translation>
    </message>
</context>
<context>
    <name>BatchView</name>
    <message>
        <source>{0} of {1} assessed</source>
        <translation>{1}명 중 {0}명 평가됨</translation>
    </message>
    <message>
        <source>{0} not assessed: cancelled</source>
        <translation>{0}명 평가 안 함: 취소됨</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Cancel the assessment of the others</source>
        <translation>나머지 환자의 평가 취소</translation>
    </message>
    <message>
        <source>Assess</source>
        <translation>평가</translation>
    </message>
    <message>
        <source>Assess those who were cancelled</source>
        <translation>취소한 환자 평가하기</translation>
    </message>
</context>
<context>
    <name>BudgetView</name>
    <message>
        <source>Budget of alerts</source>
        <translation>알림 상한</translation>
    </message>
</context>
<context>
    <name>CalibrationPanel</name>
    <message>
        <source>{0} of {1} patients</source>
        <translation>환자 {1}명 중 {0}명</translation>
    </message>
    <message>
        <source>Stopped. Nothing was changed.</source>
        <translation>중지했습니다. 변경된 것이 없습니다.</translation>
    </message>
    <message>
        <source>Writing the calibration…</source>
        <translation>보정을 저장하는 중…</translation>
    </message>
    <message>
        <source>Applied: every patient is assessed anew. The shipped calibration is kept for the way back.</source>
        <translation>적용했습니다. 모든 환자를 다시 평가합니다. 배포된 보정은 되돌릴 수 있도록 보관됩니다.</translation>
    </message>
    <message>
        <source>The shipped calibration is in use again: every patient is assessed anew.</source>
        <translation>배포된 보정을 다시 사용합니다. 모든 환자를 다시 평가합니다.</translation>
    </message>
    <message>
        <source>Starting a second engine for this…</source>
        <translation>보정용 엔진을 시작하는 중…</translation>
    </message>
    <message>
        <source>Still missing: the file of outcomes</source>
        <translation>아직 필요함: 결과 파일</translation>
    </message>
    <message>
        <source>Still missing: the file of cases</source>
        <translation>아직 필요함: 환자 파일</translation>
    </message>
    <message>
        <source>Still missing: both files</source>
        <translation>아직 필요함: 두 파일 모두</translation>
    </message>
    <message>
        <source>Calibrate to this hospital</source>
        <translation>이 병원에 맞게 보정</translation>
    </message>
    <message>
        <source>Cases, one manifest a line (JSON lines)</source>
        <translation>환자 목록(한 줄에 하나, JSON Lines)</translation>
    </message>
    <message>
        <source>Outcomes, one row a case (CSV)</source>
        <translation>결과 표(환자당 한 행, CSV)</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>선택…</translation>
    </message>
    <message>
        <source>Try it out</source>
        <translation>시험 보정</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Apply this calibration</source>
        <translation>이 보정 적용</translation>
    </message>
    <message>
        <source>Back to the shipped calibration</source>
        <translation>배포된 보정으로 되돌리기</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Patients assessed</source>
        <translation>평가한 환자</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>항목</translation>
    </message>
    <message>
        <source>Patients (with it)</source>
        <translation>환자 수(해당)</translation>
    </message>
    <message>
        <source>ECE</source>
        <translation>ECE</translation>
    </message>
    <message>
        <source>{0} patients. Outputs that would change: {1}. Figures after are of patients left out of the fit.</source>
        <translation>환자 {0}명. 바뀌는 출력: {1}개. 보정 후 수치는 적합에서 제외한 환자에서 계산했습니다.</translation>
    </message>
    <message>
        <source>women</source>
        <translation>여성</translation>
    </message>
    <message>
        <source>men</source>
        <translation>남성</translation>
    </message>
    <message>
        <source>all</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>보정 전과 후</translation>
    </message>
    <message>
        <source>Net benefit</source>
        <translation>순이득</translation>
    </message>
    <message>
        <source>at 10 / 30 / 50 %</source>
        <translation>10 / 30 / 50 %에서</translation>
    </message>
    <message>
        <source>Widest group gap</source>
        <translation>가장 큰 집단 차이</translation>
    </message>
    <message>
        <source>before</source>
        <translation>전</translation>
    </message>
    <message>
        <source>after</source>
        <translation>후</translation>
    </message>
    <message>
        <source>Nothing can be recalibrated on these {0} patients; below is why.</source>
        <translation>이 환자 {0}명으로는 재보정할 수 없습니다. 이유는 아래와 같습니다.</translation>
    </message>
    <message>
        <source>too few</source>
        <translation>너무 적음</translation>
    </message>
</context>
<context>
    <name>CasesDialog</name>
    <message>
        <source>Open several case folders</source>
        <translation>환자 폴더 여러 개 열기</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>In:</source>
        <translation>위치:</translation>
    </message>
    <message>
        <source>Folders:</source>
        <translation>폴더:</translation>
    </message>
    <message>
        <source>Kind:</source>
        <translation>종류:</translation>
    </message>
</context>
<context>
    <name>ChartModel</name>
    <message>
        <source>Time</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>Written by</source>
        <translation>입력한 사람</translation>
    </message>
    <message>
        <source>crossed out: %1</source>
        <translation>취소된 값: %1</translation>
    </message>
    <message>
        <source>marked as wrong: %1</source>
        <translation>오류 표시: %1</translation>
    </message>
    <message>
        <source>file</source>
        <translation>파일</translation>
    </message>
</context>
<context>
    <name>ChecksView</name>
    <message>
        <source>Stop</source>
        <translation>중단</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>주의</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>정보</translation>
    </message>
    <message>
        <source>{0} stop</source>
        <translation>중단 {0}</translation>
    </message>
    <message>
        <source>{0} warning</source>
        <translation>주의 {0}</translation>
    </message>
    <message>
        <source>{0} for information</source>
        <translation>정보 {0}</translation>
    </message>
    <message>
        <source>more: {0}</source>
        <translation>더 보기: {0}</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>▲ more urgent</source>
        <translation>▲ 더 급함</translation>
    </message>
    <message>
        <source>▼ less urgent</source>
        <translation>▼ 덜 급함</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>위험도</translation>
    </message>
    <message>
        <source>90 % interval</source>
        <translation>90 % 구간</translation>
    </message>
    <message>
        <source>▲ higher</source>
        <translation>▲ 높아짐</translation>
    </message>
    <message>
        <source>▼ lower</source>
        <translation>▼ 낮아짐</translation>
    </message>
    <message>
        <source>▲ {0} higher</source>
        <translation>▲ {0} 높아짐</translation>
    </message>
    <message>
        <source>▼ {0} lower</source>
        <translation>▼ {0} 낮아짐</translation>
    </message>
    <message>
        <source>= the same</source>
        <translation>= 같음</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>가정</translation>
    </message>
</context>
<context>
    <name>ConditionsView</name>
    <message>
        <source>in the 90 % conformal set</source>
        <translation>90 % 컨포멀 집합에 포함</translation>
    </message>
    <message>
        <source>not in the 90 % conformal set</source>
        <translation>90 % 컨포멀 집합에 미포함</translation>
    </message>
    <message>
        <source>{0}: {1} %, interval {2} to {3} %, {4}</source>
        <translation>{0}: {1} %, 구간 {2}~{3} %, {4}</translation>
    </message>
</context>
<context>
    <name>ConfirmPanel</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>ContinuedLabel</name>
    <message>
        <source>Not saved yet: this was typed before.</source>
        <translation>아직 저장되지 않은, 전에 입력하던 내용입니다.</translation>
    </message>
</context>
<context>
    <name>CostsTable</name>
    <message>
        <source>What a cap costs</source>
        <translation>상한의 영향</translation>
    </message>
    <message>
        <source>{0} patients/h</source>
        <translation>시간당 환자 {0}명</translation>
    </message>
    <message>
        <source>cap {0}</source>
        <translation>상한 {0}</translation>
    </message>
    <message>
        <source>no cap</source>
        <translation>상한 없음</translation>
    </message>
    <message>
        <source>{0} % ({1}–{2}) · {3}/h</source>
        <translation>{0} % ({1}–{2}) · {3}건/h</translation>
    </message>
</context>
<context>
    <name>DecisionPanel</name>
    <message>
        <source>fewer</source>
        <translation>접기</translation>
    </message>
    <message>
        <source>all {0}</source>
        <translation>전체 {0}개</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>추정 질환</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>근거</translation>
    </message>
    <message>
        <source>Risk, conditions, reasons and checks</source>
        <translation>위험도, 추정 질환, 근거와 점검</translation>
    </message>
    <message>
        <source>● {0} in 90 % set · ○ {1} outside</source>
        <translation>● 90 % 집합 {0} · ○ 집합 밖 {1}</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>점검</translation>
    </message>
    <message>
        <source>computing…</source>
        <translation>계산 중…</translation>
    </message>
    <message>
        <source>base {0} % → {1} %</source>
        <translation>기저 {0} % → {1} %</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>활력징후</translation>
    </message>
    <message>
        <source>Less urgent than your own level: override it, with a reason</source>
        <translation>내 단계보다 덜 급합니다. 사유를 적고 변경하세요.</translation>
    </message>
    <message>
        <source>You accepted {0}</source>
        <translation>{0}단계를 승인했습니다</translation>
    </message>
    <message>
        <source>You set {0}: {1}</source>
        <translation>{0}단계로 지정했습니다: {1}</translation>
    </message>
    <message>
        <source>SHAP failed its test</source>
        <translation>SHAP 시험 미통과</translation>
    </message>
    <message>
        <source>VS, age, arrival, history</source>
        <translation>활력·나이·내원·과거력</translation>
    </message>
    <message>
        <source>Risk without: {0}</source>
        <translation>제외 시 위험도: {0}</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>승인</translation>
    </message>
    <message>
        <source>Accept {0}</source>
        <translation>{0} 승인</translation>
    </message>
    <message>
        <source>Override…</source>
        <translation>변경…</translation>
    </message>
    <message>
        <source>Set level…</source>
        <translation>단계 지정…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>결정 취소</translation>
    </message>
    <message>
        <source>What if…</source>
        <translation>만약에…</translation>
    </message>
</context>
<context>
    <name>DeidentifyPanel</name>
    <message>
        <source>Folder to put the copy into</source>
        <translation>사본을 넣을 폴더</translation>
    </message>
    <message>
        <source>A copy without identity</source>
        <translation>비식별 사본</translation>
    </message>
    <message>
        <source>Keep dates, all shifted by the same unknown number of days</source>
        <translation>날짜를 알 수 없는 같은 일수만큼 옮겨서 유지</translation>
    </message>
    <message>
        <source>Save to a new folder…</source>
        <translation>새 폴더에 저장…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>The copy is being prepared…</source>
        <translation>사본을 준비하는 중입니다…</translation>
    </message>
    <message>
        <source>stays here: look at it, then tick it</source>
        <translation>보류: 확인한 뒤 선택하세요</translation>
    </message>
    <message>
        <source>Files that would leave</source>
        <translation>내보낼 파일</translation>
    </message>
    <message>
        <source>Content of the file</source>
        <translation>파일 내용</translation>
    </message>
    <message>
        <source>Picture that would leave</source>
        <translation>내보낼 영상</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>원문</translation>
    </message>
    <message>
        <source>After</source>
        <translation>사본</translation>
    </message>
</context>
<context>
    <name>EcgDesk</name>
    <message>
        <source>no median beat: too few beats of one shape</source>
        <translation>중앙값 박동 없음: 같은 모양의 박동이 부족함</translation>
    </message>
    <message>
        <source>median of %1 beats, not filtered; intervals in ms, over all leads</source>
        <translation>박동 %1개의 중앙값, 필터 없음; 간격은 전체 유도 기준 ms</translation>
    </message>
    <message>
        <source>not found: %1</source>
        <translation>찾지 못함: %1</translation>
    </message>
    <message>
        <source>no median beat of %1</source>
        <translation>%1의 중앙값 박동 없음</translation>
    </message>
    <message>
        <source>solid: %1</source>
        <translation>실선: %1</translation>
    </message>
    <message>
        <source>dashed: %1</source>
        <translation>점선: %1</translation>
    </message>
    <message>
        <source>%1, no date</source>
        <translation>%1, 날짜 없음</translation>
    </message>
</context>
<context>
    <name>EcgFigures</name>
    <message>
        <source>Axis</source>
        <translation>전기축</translation>
    </message>
    <message>
        <source>long</source>
        <translation>연장</translation>
    </message>
</context>
<context>
    <name>EcgLeadBars</name>
    <message>
        <source>Share of the ECG&apos;s attribution by wave and lead</source>
        <translation>파형별·유도별 심전도 기여 비율</translation>
    </message>
</context>
<context>
    <name>EcgTools</name>
    <message>
        <source>Median</source>
        <translation>중앙값</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Layout of the leads (L), one lead (S; or click its name)</source>
        <translation>유도 배열 (L), 한 유도 (S 또는 유도 이름 클릭)</translation>
    </message>
    <message>
        <source>Layout of the leads</source>
        <translation>유도 배열</translation>
    </message>
    <message>
        <source>One lead</source>
        <translation>한 유도</translation>
    </message>
    <message>
        <source>Speed in mm/s (V) and gain in mm/mV (G)</source>
        <translation>속도 mm/s (V), 감도 mm/mV (G)</translation>
    </message>
    <message>
        <source>Paper speed and gain</source>
        <translation>용지 속도와 감도</translation>
    </message>
    <message>
        <source>Filter of the drawing: band (B), mains (H). Model and measurements read the original</source>
        <translation>표시 필터: 대역 (B), 전원 잡음 (H). 모델과 측정은 원본을 읽음</translation>
    </message>
    <message>
        <source>Filter of the drawing</source>
        <translation>표시 필터</translation>
    </message>
    <message>
        <source>True size (T)</source>
        <translation>실제 크기 (T)</translation>
    </message>
    <message>
        <source>Show the whole page (F)</source>
        <translation>전체 보기 (F)</translation>
    </message>
    <message>
        <source>Calipers</source>
        <translation>캘리퍼</translation>
    </message>
    <message>
        <source>Measure interval, rate and voltage by dragging (C)</source>
        <translation>끌어서 간격·심박수·전압 측정 (C)</translation>
    </message>
    <message>
        <source>More of the ECG</source>
        <translation>심전도 추가 기능</translation>
    </message>
    <message>
        <source>Calipers snap to R peaks (R)</source>
        <translation>캘리퍼를 R파에 맞춤 (R)</translation>
    </message>
    <message>
        <source>Mark P, QRS, J and T (W)</source>
        <translation>P, QRS, J, T 표시 (W)</translation>
    </message>
    <message>
        <source>Median beats (D)</source>
        <translation>중앙값 박동 (D)</translation>
    </message>
    <message>
        <source>Compare with another recording (O)</source>
        <translation>다른 기록과 비교 (O)</translation>
    </message>
    <message>
        <source>March the interval out (M)</source>
        <translation>간격 반복 표시 (M)</translation>
    </message>
    <message>
        <source>As recorded</source>
        <translation>기록된 그대로</translation>
    </message>
    <message>
        <source>Monitor: %1 (bends ST, lowers R)</source>
        <translation>모니터: %1 (ST가 왜곡되고 R파가 낮아짐)</translation>
    </message>
    <message>
        <source>Diagnostic: %1</source>
        <translation>진단: %1</translation>
    </message>
    <message>
        <source>Mains left in</source>
        <translation>전원 잡음 그대로</translation>
    </message>
    <message>
        <source>Take out mains at %1 Hz</source>
        <translation>전원 잡음 %1 Hz 제거</translation>
    </message>
</context>
<context>
    <name>EcgView</name>
    <message>
        <source>ECG</source>
        <translation>심전도</translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>기여도</translation>
    </message>
    <message>
        <source>ECG alone:</source>
        <translation>심전도만:</translation>
    </message>
    <message>
        <source>Not assessed: see the checks</source>
        <translation>평가에 쓰지 않음: 점검 항목 참조</translation>
    </message>
    <message>
        <source>Measurements not available</source>
        <translation>측정값을 표시할 수 없음</translation>
    </message>
    <message>
        <source>peaks of every %1 samples</source>
        <translation>표본 %1개마다 극값</translation>
    </message>
    <message>
        <source>! 0.5 Hz bends ST, 40 Hz lowers R</source>
        <translation>! 0.5 Hz는 ST를 왜곡, 40 Hz는 R파를 낮춤</translation>
    </message>
    <message>
        <source>without %1 Hz</source>
        <translation>%1 Hz 제거</translation>
    </message>
    <message>
        <source>Shade what the network weighed (A)</source>
        <translation>신경망이 중시한 부분 음영 표시 (A)</translation>
    </message>
    <message>
        <source>Shade what the network weighed</source>
        <translation>신경망이 중시한 부분 음영 표시</translation>
    </message>
    <message>
        <source>12-lead ECG</source>
        <translation>12유도 심전도</translation>
    </message>
    <message>
        <source>Measurements follow with the assessment</source>
        <translation>측정값은 평가와 함께 표시됩니다</translation>
    </message>
    <message>
        <source>ST at J+60 ms (mV)</source>
        <translation>J+60 ms의 ST (mV)</translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation>측정 불가</translation>
    </message>
    <message>
        <source>as recorded</source>
        <translation>기록 그대로</translation>
    </message>
    <message>
        <source>%1 not recorded</source>
        <translation>%1 기록 없음</translation>
    </message>
    <message>
        <source>time of the recording not stated</source>
        <translation>기록 시각 없음</translation>
    </message>
    <message>
        <source>Printed at 100 %, a large square is 5 mm: check it with a ruler before measuring.</source>
        <translation>100 %로 인쇄하면 큰 칸이 5 mm입니다. 측정하기 전에 자로 확인하십시오.</translation>
    </message>
    <message>
        <source>derived</source>
        <translation>유도됨</translation>
    </message>
    <message>
        <source>large squares only</source>
        <translation>큰 칸만 표시</translation>
    </message>
    <message>
        <source>raises</source>
        <translation>높임</translation>
    </message>
    <message>
        <source>lowers</source>
        <translation>낮춤</translation>
    </message>
    <message>
        <source>not to scale: %1 % of paper size</source>
        <translation>실제 축척 아님: 용지 크기의 %1 %</translation>
    </message>
    <message>
        <source>%1–%2 s of %3 s</source>
        <translation>전체 %3초 중 %1–%2초</translation>
    </message>
    <message>
        <source>! %1 cut: gain too high</source>
        <translation>! %1 잘림: 감도가 너무 높음</translation>
    </message>
    <message>
        <source>! %1 overlap: gain too high for this layout</source>
        <translation>! %1 겹침: 이 배열에는 감도가 너무 높음</translation>
    </message>
    <message>
        <source>from %1 to %2 in all measured leads</source>
        <translation>측정된 모든 유도에서 %1에서 %2 사이</translation>
    </message>
    <message>
        <source>drawn through %1</source>
        <translation>표시 필터 %1</translation>
    </message>
    <message>
        <source>the model reads the original</source>
        <translation>모델은 원본을 읽음</translation>
    </message>
    <message>
        <source>No shading: the ECG was not assessed, see the checks</source>
        <translation>음영 없음: 심전도를 평가에 쓰지 않음, 점검 항목 참조</translation>
    </message>
    <message>
        <source>The shading is hidden until you give your own level</source>
        <translation>음영은 내 단계를 입력하면 표시됩니다</translation>
    </message>
    <message>
        <source>The shading is being computed</source>
        <translation>음영을 계산하는 중입니다</translation>
    </message>
    <message>
        <source>There is no shading of this ECG</source>
        <translation>이 심전도에는 표시할 음영이 없습니다</translation>
    </message>
</context>
<context>
    <name>EmptyView</name>
    <message>
        <source>The assessment goes on without it; what it would show is not known to the model.</source>
        <translation>이 자료 없이 평가합니다. 이 자료에 있을 소견은 모델이 알지 못합니다.</translation>
    </message>
    <message>
        <source>%1 could not be used</source>
        <translation>%1: 사용할 수 없음</translation>
    </message>
    <message>
        <source>%1 not available</source>
        <translation>%1: 자료 없음</translation>
    </message>
    <message>
        <source>Drop a file here to add it.</source>
        <translation>파일을 여기에 끌어다 놓으면 추가됩니다.</translation>
    </message>
    <message>
        <source>Enter vital signs…</source>
        <translation>활력징후 입력…</translation>
    </message>
    <message>
        <source>Write the triage entry…</source>
        <translation>분류 기록 작성…</translation>
    </message>
    <message>
        <source>Chest film: DICOM, PNG or JPEG</source>
        <translation>흉부 X선: DICOM, PNG 또는 JPEG</translation>
    </message>
    <message>
        <source>12-lead ECG: DICOM, HL7 aECG, Philips or MUSE XML, EDF, SCP-ECG, WFDB (with .dat) or CSV</source>
        <translation>12유도 심전도: DICOM, HL7 aECG, Philips 또는 MUSE XML, EDF, SCP-ECG, WFDB(.dat 포함), CSV</translation>
    </message>
    <message>
        <source>Vital signs: CSV, one row a measurement</source>
        <translation>활력징후: CSV, 측정마다 한 줄</translation>
    </message>
    <message>
        <source>Triage note: text file</source>
        <translation>분류 기록: 텍스트 파일</translation>
    </message>
</context>
<context>
    <name>ExpectedRows</name>
    <message>
        <source>Vital signs again</source>
        <translation>활력징후 재측정</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>활력징후</translation>
    </message>
    <message>
        <source>width {0} → {1}</source>
        <translation>폭 {0} → {1}</translation>
    </message>
    <message>
        <source>another level in {0} %</source>
        <translation>{0} %에서 단계가 바뀜</translation>
    </message>
</context>
<context>
    <name>FilmFigures</name>
    <message>
        <source>%1 px (the file has no spacing)</source>
        <translation>%1픽셀 (파일에 화소 간격 없음)</translation>
    </message>
    <message>
        <source>%1 mm at the detector</source>
        <translation>검출기 기준 %1 mm</translation>
    </message>
    <message>
        <source>%1 mm, corrected for magnification</source>
        <translation>%1 mm, 확대 보정됨</translation>
    </message>
    <message>
        <source>%1 mm, calibrated by a fiducial</source>
        <translation>%1 mm, 기준 물체로 보정됨</translation>
    </message>
    <message>
        <source>%1 mm, calibrated</source>
        <translation>%1 mm, 보정됨</translation>
    </message>
    <message>
        <source>%1 mm, calibration not stated</source>
        <translation>%1 mm, 보정 여부 알 수 없음</translation>
    </message>
    <message>
        <source>%1° (if pixels are square)</source>
        <translation>%1° (화소가 정사각형이라면)</translation>
    </message>
    <message>
        <source>No cardiothoracic ratio on a lateral film</source>
        <translation>측면 영상에서는 심흉비를 잴 수 없음</translation>
    </message>
    <message>
        <source>Cardiothoracic ratio: move all four ends (%1 left)</source>
        <translation>심흉비: 네 끝점을 모두 옮기십시오 (%1개 남음)</translation>
    </message>
    <message>
        <source>Cardiothoracic ratio %1</source>
        <translation>심흉비 %1</translation>
    </message>
    <message>
        <source>AP film: the ratio is overestimated</source>
        <translation>AP 영상: 심흉비가 실제보다 크게 나옴</translation>
    </message>
    <message>
        <source>View not given: overestimated if AP</source>
        <translation>촬영 방향 정보 없음: AP라면 실제보다 크게 나옴</translation>
    </message>
</context>
<context>
    <name>FilmTools</name>
    <message>
        <source>★ key image %1 of %2</source>
        <translation>★ 주요 영상 %2개 중 %1번째</translation>
    </message>
    <message>
        <source>key images: %1</source>
        <translation>주요 영상: %1개</translation>
    </message>
    <message>
        <source>Angle: click where the second arm ends</source>
        <translation>각도: 두 번째 변의 끝을 클릭하십시오</translation>
    </message>
    <message>
        <source>Distance: drag from end to end</source>
        <translation>거리: 한쪽 끝에서 다른 쪽 끝까지 끄십시오</translation>
    </message>
    <message>
        <source>Angle: drag from the first arm&apos;s end to the vertex</source>
        <translation>각도: 첫 번째 변의 끝에서 꼭짓점까지 끄십시오</translation>
    </message>
    <message>
        <source>Measure a distance</source>
        <translation>거리 재기</translation>
    </message>
    <message>
        <source>Measure an angle</source>
        <translation>각도 재기</translation>
    </message>
    <message>
        <source>Cardiothoracic ratio</source>
        <translation>심흉비</translation>
    </message>
    <message>
        <source>Delete the measurement</source>
        <translation>측정 지우기</translation>
    </message>
    <message>
        <source>Key image: mark or unmark this view</source>
        <translation>주요 영상: 이 화면 표시/해제</translation>
    </message>
    <message>
        <source>Next key image</source>
        <translation>다음 주요 영상</translation>
    </message>
    <message>
        <source>Magnifier (hold the key)</source>
        <translation>돋보기 (키를 누르고 있는 동안)</translation>
    </message>
    <message>
        <source>Turn 90° clockwise</source>
        <translation>시계 방향으로 90° 회전</translation>
    </message>
    <message>
        <source>Turn 90° anticlockwise</source>
        <translation>반시계 방향으로 90° 회전</translation>
    </message>
</context>
<context>
    <name>FilmView</name>
    <message>
        <source>sides not given: check the marker</source>
        <translation>좌우 정보 없음: 표지 확인</translation>
    </message>
    <message>
        <source>X-RAY</source>
        <translation>X선</translation>
    </message>
    <message>
        <source>Not assessed: the assessment reads film 1</source>
        <translation>평가되지 않음: 평가에는 첫 번째 영상이 쓰임</translation>
    </message>
    <message>
        <source>Show where the network looked (G)</source>
        <translation>신경망이 본 위치 표시 (G)</translation>
    </message>
    <message>
        <source>Heat map of where the network looked</source>
        <translation>신경망이 본 위치의 히트맵</translation>
    </message>
    <message>
        <source>W/L</source>
        <translation>W/L</translation>
    </message>
    <message>
        <source>Window and level: drag with the left button, or choose</source>
        <translation>윈도우/레벨: 왼쪽 버튼으로 끌거나 선택</translation>
    </message>
    <message>
        <source>Window and level</source>
        <translation>윈도우/레벨</translation>
    </message>
    <message>
        <source>Invert (I)</source>
        <translation>반전 (I)</translation>
    </message>
    <message>
        <source>Invert the film</source>
        <translation>영상 반전</translation>
    </message>
    <message>
        <source>One film pixel on one screen pixel (O)</source>
        <translation>영상 1화소를 화면 1화소로 (O)</translation>
    </message>
    <message>
        <source>Film alone:</source>
        <translation>영상만:</translation>
    </message>
    <message>
        <source>Actual pixels</source>
        <translation>실제 화소</translation>
    </message>
    <message>
        <source>Chest X-ray</source>
        <translation>흉부 X선</translation>
    </message>
    <message>
        <source>Compare with an earlier film</source>
        <translation>이전 영상과 비교</translation>
    </message>
    <message>
        <source>Next film</source>
        <translation>다음 영상</translation>
    </message>
    <message>
        <source>Previous film</source>
        <translation>이전 영상</translation>
    </message>
    <message>
        <source>As stored</source>
        <translation>저장된 값</translation>
    </message>
    <message>
        <source>Full range</source>
        <translation>전체 범위</translation>
    </message>
    <message>
        <source>Contrast (1–99 % of pixels)</source>
        <translation>대비 (화소의 1–99 %)</translation>
    </message>
    <message>
        <source>Lung</source>
        <translation>폐</translation>
    </message>
    <message>
        <source>Mediastinum</source>
        <translation>종격동</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>반전</translation>
    </message>
    <message>
        <source>Fit to the pane</source>
        <translation>창에 맞춤</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>초기화</translation>
    </message>
    <message>
        <source>Not assessed: see the checks</source>
        <translation>평가에 쓰지 않음: 점검 항목 참조</translation>
    </message>
    <message>
        <source>Findings are hidden until you give your own level</source>
        <translation>소견은 내 단계를 입력하면 표시됩니다</translation>
    </message>
    <message>
        <source>Findings follow with the assessment</source>
        <translation>소견은 평가와 함께 표시됩니다</translation>
    </message>
    <message>
        <source>Findings not available</source>
        <translation>소견을 표시할 수 없음</translation>
    </message>
    <message>
        <source>No map: the assessment reads film 1</source>
        <translation>히트맵 없음: 평가에는 첫 번째 영상이 쓰임</translation>
    </message>
    <message>
        <source>No map: the film was not assessed, see the checks</source>
        <translation>히트맵 없음: 사진을 평가에 쓰지 않음, 점검 항목 참조</translation>
    </message>
    <message>
        <source>The map is hidden until you give your own level</source>
        <translation>히트맵은 내 단계를 입력하면 표시됩니다</translation>
    </message>
    <message>
        <source>The map is being computed</source>
        <translation>히트맵을 계산하는 중입니다</translation>
    </message>
    <message>
        <source>There is no map of this film</source>
        <translation>이 사진에는 표시할 히트맵이 없습니다</translation>
    </message>
    <message>
        <source>Occlusion</source>
        <translation>가림법</translation>
    </message>
    <message>
        <source>There is no other film to compare with</source>
        <translation>비교할 다른 영상이 없습니다</translation>
    </message>
    <message>
        <source>EARLIER FILM</source>
        <translation>이전 영상</translation>
    </message>
    <message>
        <source>LATER FILM</source>
        <translation>이후 영상</translation>
    </message>
    <message>
        <source>OTHER FILM, order not given</source>
        <translation>다른 영상, 순서 정보 없음</translation>
    </message>
    <message>
        <source>inverted</source>
        <translation>반전됨</translation>
    </message>
    <message>
        <source>lateral</source>
        <translation>측면</translation>
    </message>
    <message>
        <source>%1 of %2 · the assessment reads this film</source>
        <translation>%2장 중 %1번째 · 평가에 쓰인 영상</translation>
    </message>
    <message>
        <source>%1 of %2 · not assessed: the assessment reads film 1</source>
        <translation>%2장 중 %1번째 · 평가되지 않음: 평가에는 첫 번째 영상이 쓰임</translation>
    </message>
    <message>
        <source>turned %1° ↻ · top of the film %2</source>
        <translation>%1° ↻ 회전됨 · 영상 위쪽 %2</translation>
    </message>
    <message>
        <source>view not given</source>
        <translation>촬영 방향 정보 없음</translation>
    </message>
    <message>
        <source>date not given</source>
        <translation>날짜 정보 없음</translation>
    </message>
    <message>
        <source>patient&apos;s left side</source>
        <translation>환자의 왼쪽</translation>
    </message>
    <message>
        <source>patient&apos;s right side</source>
        <translation>환자의 오른쪽</translation>
    </message>
    <message>
        <source>No map: its method failed its test on other patients</source>
        <translation>히트맵 숨김: 다른 환자에서의 시험을 통과하지 못한 방법</translation>
    </message>
    <message>
        <source>Map that is shown: %1</source>
        <translation>표시된 히트맵: %1</translation>
    </message>
    <message>
        <source>Press M for the next map</source>
        <translation>M: 다음 히트맵</translation>
    </message>
</context>
<context>
    <name>FindingItems</name>
    <message>
        <source>(all evidence {0})</source>
        <translation>(전체 자료 {0})</translation>
    </message>
    <message>
        <source>(all evidence: ACS {0})</source>
        <translation>(전체 자료: ACS {0})</translation>
    </message>
    <message>
        <source>(all evidence: heart failure {0})</source>
        <translation>(전체 자료: 심부전 {0})</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>선택…</translation>
    </message>
    <message>
        <source>{0}: none</source>
        <translation>{0}: 없음</translation>
    </message>
</context>
<context>
    <name>FormPanel</name>
    <message>
        <source>Save (Ctrl+Enter)</source>
        <translation>저장 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
</context>
<context>
    <name>GuideView</name>
    <message>
        <source>%1 cannot be read</source>
        <translation>%1을(를) 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>No patient is open</source>
        <translation>열린 환자가 없습니다</translation>
    </message>
    <message>
        <source>Reading the files of %1…</source>
        <translation>%1의 자료를 읽는 중…</translation>
    </message>
    <message>
        <source>Nothing of this patient is shown or assessed. Mend or replace the file, and open the case again; the other patients are not touched.</source>
        <translation>이 환자의 자료는 표시되지 않고 평가되지 않습니다. 파일을 고치거나 바꾼 뒤 증례를 다시 여세요. 다른 환자에는 영향이 없습니다.</translation>
    </message>
    <message>
        <source>Drop a case folder, a FHIR bundle or a file of HL7 messages here.</source>
        <translation>증례 폴더, FHIR 번들 또는 HL7 메시지 파일을 여기에 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>To look around first: “Open a case folder” begins with the demonstration patients.</source>
        <translation>먼저 둘러보려면: “증례 폴더 열기”를 누르면 시연용 환자 폴더가 먼저 보입니다.</translation>
    </message>
    <message>
        <source>Open a case folder</source>
        <translation>증례 폴더 열기</translation>
    </message>
    <message>
        <source>New patient by hand</source>
        <translation>새 환자 직접 입력</translation>
    </message>
    <message>
        <source>Take off the worklist</source>
        <translation>목록에서 내리기</translation>
    </message>
</context>
<context>
    <name>HeadPicker</name>
    <message>
        <source>Head %1</source>
        <translation>헤드 %1</translation>
    </message>
    <message>
        <source>Mean of all heads</source>
        <translation>모든 헤드의 평균</translation>
    </message>
    <message>
        <source>all</source>
        <translation>평균</translation>
    </message>
</context>
<context>
    <name>HeadlineView</name>
    <message>
        <source>Not assessed</source>
        <translation>평가되지 않음</translation>
    </message>
    <message>
        <source>Being assessed…</source>
        <translation>평가 중…</translation>
    </message>
    <message>
        <source>Without {0}</source>
        <translation>없는 자료: {0}</translation>
    </message>
    <message>
        <source>90 % set: {0}</source>
        <translation>90 % 집합: {0}</translation>
    </message>
</context>
<context>
    <name>HeatLegend</name>
    <message>
        <source>low</source>
        <translation>낮음</translation>
    </message>
    <message>
        <source>against</source>
        <translation>반대</translation>
    </message>
    <message>
        <source>high</source>
        <translation>높음</translation>
    </message>
    <message>
        <source>for</source>
        <translation>지지</translation>
    </message>
    <message>
        <source>Covering…</source>
        <translation>가리는 중…</translation>
    </message>
    <message>
        <source>Cross-check</source>
        <translation>교차 확인</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>불투명도</translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation>히트맵 불투명도</translation>
    </message>
    <message>
        <source>Hide what is below this share of the map&apos;s peak</source>
        <translation>히트맵 최고값의 이 비율 미만을 숨기기</translation>
    </message>
    <message>
        <source>Cross-check by occlusion</source>
        <translation>가림법으로 교차 확인</translation>
    </message>
    <message>
        <source>Cross-check by occlusion: cover the film part by part and see what the output loses (X)</source>
        <translation>가림법 교차 확인: 영상을 부분별로 가리고 결과가 얼마나 내려가는지 봅니다(X)</translation>
    </message>
    <message>
        <source>Busy…</source>
        <translation>계산…</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Hide &lt;%1 %</source>
        <translation>%1% 미만 숨김</translation>
    </message>
</context>
<context>
    <name>HelpPages</name>
    <message>
        <source>Keys and actions</source>
        <translation>단축키와 기능</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>프로그램</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>모델 카드</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>Data and notices</source>
        <translation>자료와 고지</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>단축키 없음</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>기능</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>라이선스</translation>
    </message>
    <message>
        <source>Fingerprint of the model</source>
        <translation>모델 지문</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Files of the model</source>
        <translation>모델 파일</translation>
    </message>
    <message>
        <source>no model is loaded</source>
        <translation>불러온 모델이 없습니다</translation>
    </message>
    <message>
        <source>Signature of the model</source>
        <translation>모델 서명</translation>
    </message>
    <message>
        <source>Installed beside the program, each under its own licence, as its own metadata say it.</source>
        <translation>프로그램과 함께 설치된 라이브러리와 각각의 라이선스입니다(각 라이브러리의 메타데이터 기준).</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>There is no file {0}.</source>
        <translation>{0} 파일이 없습니다.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <source>About TriageLens</source>
        <translation>TriageLens 정보</translation>
    </message>
</context>
<context>
    <name>LockPanel</name>
    <message>
        <source>TriageLens is locked</source>
        <translation>TriageLens가 잠겨 있습니다</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>잠금 해제</translation>
    </message>
    <message>
        <source>Wrong PIN.</source>
        <translation>PIN이 틀렸습니다.</translation>
    </message>
    <message>
        <source>Next try in {0} s.</source>
        <translation>{0}초 후 다시 입력할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>Moment</name>
    <message>
        <source>At %1 this was %2 old</source>
        <translation>%1 기준 %2 전 자료</translation>
    </message>
    <message>
        <source>At %1 not there yet: made %2 later</source>
        <translation>%1에는 아직 없음: %2 뒤 자료</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1분</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1시간</translation>
    </message>
</context>
<context>
    <name>NeighboursCard</name>
    <message>
        <source>Similar visits</source>
        <translation>비슷한 방문</translation>
    </message>
    <message>
        <source>hide</source>
        <translation>숨기기</translation>
    </message>
    <message>
        <source>show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Hide the similar visits</source>
        <translation>비슷한 방문 숨기기</translation>
    </message>
    <message>
        <source>Show the similar visits</source>
        <translation>비슷한 방문 보기</translation>
    </message>
    <message>
        <source>The most similar visits</source>
        <translation>가장 비슷한 방문</translation>
    </message>
    <message>
        <source>Of {0} similar visits: {1} level 1 or 2, {2} admitted, {3} ICU or death.</source>
        <translation>비슷한 방문 {0}건 중 1–2단계 {1}건, 입원 {2}건, 중환자실/사망 {3}건.</translation>
    </message>
    <message>
        <source>No reference visit had the opposite outcome ({0}).</source>
        <translation>결과가 반대였던 참조 방문이 없습니다({0}).</translation>
    </message>
    <message>
        <source>expected here</source>
        <translation>여기서는 예상됨</translation>
    </message>
    <message>
        <source>not expected here</source>
        <translation>여기서는 예상되지 않음</translation>
    </message>
    <message>
        <source>Nearest with the opposite outcome ({0}: {1})</source>
        <translation>결과가 반대였던 가장 비슷한 방문({0}: {1})</translation>
    </message>
    <message>
        <source>Of all {0} visits drawn: {1} % level 1 or 2, {2} % admitted, {3} % ICU or death. Compared by note, vital signs, age, sex, arrival and history, not by film or ECG. US emergency departments; the level is the nurse&apos;s. Experience to compare with, not the reason for the estimate.</source>
        <translation>추출한 전체 방문 {0}건 중 1–2단계 {1} %, 입원 {2} %, 중환자실/사망 {3} %. 기록, 활력징후, 나이, 성별, 내원 방법, 과거력으로 비교했으며 흉부 X선과 심전도는 비교하지 않았습니다. 미국 응급실 자료이며 단계는 간호사가 정한 것입니다. 비교를 위한 경험일 뿐 추정의 근거가 아닙니다.</translation>
    </message>
</context>
<context>
    <name>NextTestCard</name>
    <message>
        <source>Next test</source>
        <translation>다음 검사</translation>
    </message>
    <message>
        <source>90 % interval of the risk</source>
        <translation>위험도의 90 % 구간</translation>
    </message>
    <message>
        <source>computing…</source>
        <translation>계산 중…</translation>
    </message>
    <message>
        <source>Which test would tell most?</source>
        <translation>어떤 검사가 가장 도움이 될까요?</translation>
    </message>
    <message>
        <source>Tests, the most telling first</source>
        <translation>가장 도움이 되는 순서의 검사</translation>
    </message>
    <message>
        <source>No test is expected to narrow the interval.</source>
        <translation>구간을 좁힐 것으로 예상되는 검사가 없습니다.</translation>
    </message>
    <message>
        <source>Mean over results of {0} similar visits; films and ECGs are those of other people, given to them by published sensitivities. It speaks of this model&apos;s interval only, not of what the patient needs.</source>
        <translation>비슷한 방문 {0}건의 결과에 대한 평균입니다. X선과 심전도는 발표된 민감도에 따라 배정한 다른 사람의 것입니다. 이 모델의 구간에 대해서만 말하며, 환자에게 필요한 검사를 뜻하지 않습니다.</translation>
    </message>
</context>
<context>
    <name>NobodyFound</name>
    <message>
        <source>No patient matches “{0}”. The id and the complaint are searched.</source>
        <translation>“{0}”에 맞는 환자가 없습니다. 등록번호와 주호소에서 찾습니다.</translation>
    </message>
    <message>
        <source>Nobody is removed: clear the search (Esc) to see all patients.</source>
        <translation>목록에서 빠진 환자는 없습니다. 검색어를 지우면(Esc) 모든 환자가 보입니다.</translation>
    </message>
    <message>
        <source>Show all patients</source>
        <translation>모든 환자 보기</translation>
    </message>
</context>
<context>
    <name>NodesPage</name>
    <message>
        <source>Archives of this hospital</source>
        <translation>이 병원의 PACS</translation>
    </message>
    <message>
        <source>No archive is entered yet. Fill in the fields and save the first one.</source>
        <translation>아직 등록된 PACS가 없습니다. 아래 항목을 채우고 저장하세요.</translation>
    </message>
    <message>
        <source>New archive</source>
        <translation>새 PACS</translation>
    </message>
    <message>
        <source>Save archive</source>
        <translation>PACS 저장</translation>
    </message>
    <message>
        <source>Remove archive</source>
        <translation>PACS 삭제</translation>
    </message>
    <message>
        <source>Archives</source>
        <translation>PACS 목록</translation>
    </message>
    <message>
        <source>How studies come</source>
        <translation>가져오는 방식</translation>
    </message>
    <message>
        <source>DICOM: fetched here (C-GET)</source>
        <translation>DICOM: 여기서 가져오기(C-GET)</translation>
    </message>
    <message>
        <source>DICOM: sent by the archive (C-MOVE)</source>
        <translation>DICOM: PACS가 전송(C-MOVE)</translation>
    </message>
    <message>
        <source>DICOMweb (QIDO-RS, WADO-RS)</source>
        <translation>DICOMweb으로 가져오기(QIDO-RS, WADO-RS)</translation>
    </message>
    <message>
        <source>DICOM is neither encrypted nor signed: use it inside the hospital&apos;s protected network only. With C-MOVE the archive must know the address of this workstation. This program listens there while a study comes; port 0: “cdss listen” does.</source>
        <translation>DICOM은 암호화나 서명이 되지 않으므로 병원의 보호된 네트워크 안에서만 사용하세요. C-MOVE를 쓰려면 PACS에 이 컴퓨터의 주소가 등록되어 있어야 합니다. 검사를 받는 동안 이 프로그램이 그 포트에서 수신하며, 포트가 0이면 “cdss listen”이 수신합니다.</translation>
    </message>
    <message>
        <source>Name of the archive</source>
        <translation>PACS 이름</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>호스트</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>포트</translation>
    </message>
    <message>
        <source>Its AE title</source>
        <translation>PACS의 AE 타이틀</translation>
    </message>
    <message>
        <source>AE title of this workstation</source>
        <translation>이 컴퓨터의 AE 타이틀</translation>
    </message>
    <message>
        <source>Address to receive at</source>
        <translation>수신 주소</translation>
    </message>
    <message>
        <source>Port to receive at</source>
        <translation>수신 포트</translation>
    </message>
    <message>
        <source>DICOMweb address (https://…)</source>
        <translation>DICOMweb 주소(https://…)</translation>
    </message>
    <message>
        <source>The hospital&apos;s certificate (PEM file; may be empty)</source>
        <translation>병원 인증서(PEM 파일, 비워 둘 수 있음)</translation>
    </message>
    <message>
        <source>More than {0} archives cannot be kept.</source>
        <translation>PACS는 {0}개까지 등록할 수 있습니다.</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>저장했습니다.</translation>
    </message>
</context>
<context>
    <name>NoteChips</name>
    <message>
        <source>without “%1”</source>
        <translation>“%1” 제외</translation>
    </message>
    <message>
        <source>no %1</source>
        <translation>%1 없음</translation>
    </message>
    <message>
        <source>The text is read as: %1.</source>
        <translation>본문을 읽은 뜻: %1.</translation>
    </message>
    <message>
        <source>Corrected to: %1 (%2).</source>
        <translation>정정한 뜻: %1 (%2).</translation>
    </message>
    <message>
        <source>Click: %1, and assess again.</source>
        <translation>클릭하면: %1, 다시 평가합니다.</translation>
    </message>
    <message>
        <source>fewer</source>
        <translation>접기</translation>
    </message>
    <message>
        <source>Show all concepts: %1</source>
        <translation>모든 개념 보기: %1</translation>
    </message>
    <message>
        <source>Show one line of concepts</source>
        <translation>개념을 한 줄로 보기</translation>
    </message>
</context>
<context>
    <name>NoteView</name>
    <message>
        <source>NOTE</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>기여도</translation>
    </message>
    <message>
        <source>Mark the words the network weighed</source>
        <translation>신경망이 중시한 단어 표시</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>양식</translation>
    </message>
    <message>
        <source>Complaint, onset, history, allergies and free text in a form</source>
        <translation>주호소, 증상 시작, 과거력, 알레르기, 자유 기록을 양식으로 작성</translation>
    </message>
    <message>
        <source>Write the triage entry</source>
        <translation>분류 기록 작성</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>편집</translation>
    </message>
    <message>
        <source>Change the note and assess again</source>
        <translation>기록을 수정하고 다시 평가</translation>
    </message>
    <message>
        <source>Edit the note</source>
        <translation>기록 편집</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Take the new text and assess again (Ctrl+Enter)</source>
        <translation>새 내용으로 다시 평가 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Save the note</source>
        <translation>기록 저장</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Leave the note as it was (Esc)</source>
        <translation>기록을 그대로 두기 (Esc)</translation>
    </message>
    <message>
        <source>Cancel editing</source>
        <translation>편집 취소</translation>
    </message>
    <message>
        <source>Complaint and note</source>
        <translation>주호소와 기록</translation>
    </message>
    <message>
        <source>save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Last edited: {0}</source>
        <translation>마지막 수정: {0}</translation>
    </message>
    <message>
        <source>you corrected; the model reads:</source>
        <translation>정정함. 모델이 읽는 내용:</translation>
    </message>
    <message>
        <source>underlined</source>
        <translation>밑줄</translation>
    </message>
    <message>
        <source>raises risk</source>
        <translation>위험도 높임</translation>
    </message>
    <message>
        <source>dotted</source>
        <translation>점선</translation>
    </message>
    <message>
        <source>lowers risk</source>
        <translation>위험도 낮춤</translation>
    </message>
    <message>
        <source>dashed</source>
        <translation>파선</translation>
    </message>
    <message>
        <source>denied</source>
        <translation>부정됨</translation>
    </message>
</context>
<context>
    <name>NoteWords</name>
    <message>
        <source>raises · % points</source>
        <translation>높임 · %p</translation>
    </message>
    <message>
        <source>LIME: raises · % points</source>
        <translation>LIME: 높임 · %p</translation>
    </message>
    <message>
        <source>LIME: lowers</source>
        <translation>LIME: 낮춤</translation>
    </message>
    <message>
        <source>Weigh the words by another method:</source>
        <translation>다른 방법으로 단어 보기:</translation>
    </message>
    <message>
        <source>not in the note: from the vital signs</source>
        <translation>기록에 없음: 활력징후에서</translation>
    </message>
    <message>
        <source>not in the note&apos;s text</source>
        <translation>기록의 글에 없음</translation>
    </message>
    <message>
        <source>error %1</source>
        <translation>오차 %1</translation>
    </message>
    <message>
        <source>signs between words %1</source>
        <translation>단어 사이 기호 %1</translation>
    </message>
    <message>
        <source>Integrated Gradients over the words&apos; embeddings. A denial counts as one, with the word that denies it. Error: what the method&apos;s path integral misses.</source>
        <translation>단어 임베딩에 대한 적분 기울기(Integrated Gradients). 부정 표현은 부정하는 단어와 함께 하나로 셉니다. 오차: 이 방법의 경로 적분이 놓친 부분.</translation>
    </message>
    <message>
        <source>listed %1</source>
        <translation>목록 %1</translation>
    </message>
    <message>
        <source>lowers</source>
        <translation>낮춤</translation>
    </message>
    <message>
        <source>blank %1 %</source>
        <translation>빈 기록 %1 %</translation>
    </message>
    <message>
        <source>%1 others %2</source>
        <translation>그 밖 %1개 %2</translation>
    </message>
</context>
<context>
    <name>OpeningView</name>
    <message>
        <source>Opening the worklist…</source>
        <translation>환자 목록 여는 중…</translation>
    </message>
</context>
<context>
    <name>OpinionButton</name>
    <message>
        <source>computing…</source>
        <translation>계산 중…</translation>
    </message>
    <message>
        <source>Second opinion</source>
        <translation>두 번째 설명</translation>
    </message>
    <message>
        <source>Second opinion (LIME)</source>
        <translation>두 번째 설명(LIME)</translation>
    </message>
    <message>
        <source>Explain the note&apos;s words and the vital signs by a second method, LIME, and see whether the two agree (Ctrl+Shift+L)</source>
        <translation>기록의 단어와 활력징후를 두 번째 방법(LIME)으로 설명하고 두 방법이 일치하는지 확인(Ctrl+Shift+L)</translation>
    </message>
</context>
<context>
    <name>OpinionLine</name>
    <message>
        <source>LIME leaves inputs out at random and fits a linear model to what the output becomes. ρ: rank correlation of its effects with those of the other method; under 0.50 they disagree, and where one of the three strongest has the other sign they agree in the order alone. Fit: weighted R² of the linear model; far below 1 the inputs act together, and effects of single inputs say little.</source>
        <translation>LIME은 입력을 무작위로 빼고 출력의 변화에 선형 모델을 맞춥니다. ρ: 다른 방법과 효과의 순위 상관. 0.50 미만이면 불일치이고, 가장 큰 셋 중 하나라도 방향이 반대이면 순서만 일치합니다. 적합도: 선형 모델의 가중 R². 1보다 크게 낮으면 입력들이 함께 작용하므로 개별 효과의 의미가 적습니다.</translation>
    </message>
</context>
<context>
    <name>OverridePanel</name>
    <message>
        <source>Your level for {0}</source>
        <translation>{0} 환자의 단계 지정</translation>
    </message>
    <message>
        <source>Reason, for example: looks unwell, or known chronic low saturation</source>
        <translation>사유 (예: 전신 상태 불량, 만성 저산소증 병력)</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>사유</translation>
    </message>
    <message>
        <source>Choose the level. The model will never lower or change it.</source>
        <translation>단계를 선택하세요. 모델이 이를 낮추거나 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>  (suggested)</source>
        <translation>  (제안)</translation>
    </message>
    <message>
        <source>Other, in my own words:</source>
        <translation>기타(직접 입력):</translation>
    </message>
    <message>
        <source>Still missing: the level</source>
        <translation>아직 필요함: 단계</translation>
    </message>
    <message>
        <source>Still missing: the reason in your own words</source>
        <translation>아직 필요함: 직접 쓴 사유</translation>
    </message>
    <message>
        <source>Still missing: the reason</source>
        <translation>아직 필요함: 사유</translation>
    </message>
    <message>
        <source>Still missing: level and reason</source>
        <translation>아직 필요함: 단계와 사유</translation>
    </message>
    <message>
        <source>Set level</source>
        <translation>단계 지정</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>OwnLevelBeside</name>
    <message>
        <source>You, before you saw the model&apos;s · {0}</source>
        <translation>내 단계(모델 결과를 보기 전) · {0}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translation>아직 결과 없음</translation>
    </message>
    <message>
        <source>Same level.</source>
        <translation>같은 단계입니다.</translation>
    </message>
    <message>
        <source>The model is more urgent: look again.</source>
        <translation>모델이 더 급하게 보았습니다. 다시 확인하세요.</translation>
    </message>
    <message>
        <source>The model is less urgent. Yours stands.</source>
        <translation>모델이 덜 급하게 보았습니다. 내 단계가 유지됩니다.</translation>
    </message>
</context>
<context>
    <name>OwnLevelButtons</name>
    <message>
        <source>The model&apos;s answer is hidden until you give your own level. Press 1–5, here or in the worklist.</source>
        <translation>내 중증도 단계를 먼저 입력하면 모델의 결과가 표시됩니다. 여기 또는 환자 목록에서 1–5를 누르세요.</translation>
    </message>
    <message>
        <source>My level: {0} {1}</source>
        <translation>내 단계: {0} {1}</translation>
    </message>
</context>
<context>
    <name>OwnLevelCard</name>
    <message>
        <source>Your level first</source>
        <translation>내 단계 먼저</translation>
    </message>
    <message>
        <source>Your level and the model&apos;s</source>
        <translation>내 단계와 모델의 단계</translation>
    </message>
</context>
<context>
    <name>PagesPanel</name>
    <message>
        <source>Search these pages</source>
        <translation>이 화면들에서 검색</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>페이지</translation>
    </message>
    <message>
        <source>Text of the page</source>
        <translation>페이지 내용</translation>
    </message>
    <message>
        <source>No page has these words.</source>
        <translation>이 단어가 있는 페이지가 없습니다.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Save page as PDF…</source>
        <translation>이 쪽을 PDF로 저장…</translation>
    </message>
    <message>
        <source>Saved as {0}</source>
        <translation>{0}(으)로 저장했습니다</translation>
    </message>
    <message>
        <source>{0} could not be written there.</source>
        <translation>{0}을(를) 그곳에 저장하지 못했습니다.</translation>
    </message>
</context>
<context>
    <name>PalettePanel</name>
    <message>
        <source>No action of this name.</source>
        <translation>이 이름의 기능이 없습니다.</translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation>기능 찾기</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>기능</translation>
    </message>
</context>
<context>
    <name>PaneNotice</name>
    <message>
        <source>1 more warning</source>
        <translation>그 밖에 경고 1건</translation>
    </message>
    <message>
        <source>%1 more warnings</source>
        <translation>그 밖에 경고 %1건</translation>
    </message>
</context>
<context>
    <name>PaneTabs</name>
    <message>
        <source>, with a warning</source>
        <translation>, 경고 있음</translation>
    </message>
    <message>
        <source>, not available</source>
        <translation>, 자료 없음</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>환자 목록</translation>
    </message>
    <message>
        <source>Show or hide the worklist</source>
        <translation>환자 목록 표시 또는 숨기기</translation>
    </message>
    <message>
        <source>Show: {0}</source>
        <translation>{0} 보기</translation>
    </message>
</context>
<context>
    <name>PaneView</name>
    <message>
        <source>Grow this pane, or shrink it again (double click)</source>
        <translation>이 창을 키우거나 되돌리기 (두 번 클릭)</translation>
    </message>
    <message>
        <source>Grow or shrink this pane</source>
        <translation>이 창 키우기/되돌리기</translation>
    </message>
</context>
<context>
    <name>PatientPanel</name>
    <message>
        <source>Who the patient is: {0}</source>
        <translation>환자 정보: {0}</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>Leave empty what is not known.</source>
        <translation>모르는 항목은 비워 두세요.</translation>
    </message>
    <message>
        <source>years</source>
        <translation>세</translation>
    </message>
    <message>
        <source>months</source>
        <translation>개월</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>모름</translation>
    </message>
    <message>
        <source>Patient number</source>
        <translation>등록번호</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>나이</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>성별</translation>
    </message>
    <message>
        <source>Arrival</source>
        <translation>내원</translation>
    </message>
    <message>
        <source>Means of arrival</source>
        <translation>내원 방법</translation>
    </message>
    <message>
        <source>Initials or name</source>
        <translation>서명(이니셜 또는 이름)</translation>
    </message>
    <message>
        <source>Unit of the age</source>
        <translation>나이 단위</translation>
    </message>
    <message>
        <source>Arrival: time, or date and time</source>
        <translation>내원 시각: 시각 또는 날짜와 시각</translation>
    </message>
    <message>
        <source>Arrived now</source>
        <translation>지금 내원</translation>
    </message>
</context>
<context>
    <name>PinPanel</name>
    <message>
        <source>PIN of the lock</source>
        <translation>잠금 PIN</translation>
    </message>
    <message>
        <source>Set the PIN</source>
        <translation>PIN 설정</translation>
    </message>
    <message>
        <source>No PIN any more</source>
        <translation>PIN 삭제</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>The present PIN is wrong.</source>
        <translation>현재 PIN이 틀렸습니다.</translation>
    </message>
    <message>
        <source>Present PIN</source>
        <translation>현재 PIN</translation>
    </message>
    <message>
        <source>New PIN, at least {0} characters</source>
        <translation>새 PIN({0}자 이상)</translation>
    </message>
    <message>
        <source>New PIN again</source>
        <translation>새 PIN 다시 입력</translation>
    </message>
    <message>
        <source>The two new PINs differ.</source>
        <translation>새 PIN이 서로 다릅니다.</translation>
    </message>
    <message>
        <source>Still missing: the present PIN</source>
        <translation>아직 필요함: 현재 PIN</translation>
    </message>
    <message>
        <source>Still missing: a new PIN</source>
        <translation>아직 필요함: 새 PIN</translation>
    </message>
    <message>
        <source>Too short: {0} of {1} characters</source>
        <translation>너무 짧음: {1}자 중 {0}자</translation>
    </message>
    <message>
        <source>Still missing: the same PIN again</source>
        <translation>아직 필요함: 같은 PIN 다시 입력</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Folder</source>
        <comment>All other platforms</comment>
        <translation>폴더</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>위치(&amp;L):</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>파일 형식(&amp;T):</translation>
    </message>
</context>
<context>
    <name>ReliabilityView</name>
    <message>
        <source>Reliability before and after</source>
        <translation>보정 전후 신뢰도</translation>
    </message>
    <message>
        <source>before</source>
        <translation>보정 전</translation>
    </message>
    <message>
        <source>after</source>
        <translation>보정 후</translation>
    </message>
    <message>
        <source>predicted → observed</source>
        <translation>예측 → 관찰</translation>
    </message>
    <message>
        <source>Predicted probability (%)</source>
        <translation>예측 확률 (%)</translation>
    </message>
    <message>
        <source>Observed share (%)</source>
        <translation>관찰 비율 (%)</translation>
    </message>
</context>
<context>
    <name>ReportPanel</name>
    <message>
        <source>As drafted</source>
        <translation>초안대로</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Write the new sentence here</source>
        <translation>여기에 새 문장을 쓰십시오</translation>
    </message>
    <message>
        <source>new sentence</source>
        <translation>새 문장</translation>
    </message>
    <message>
        <source>left out; it was: {0}</source>
        <translation>제외됨. 원래 문장: {0}</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>수정됨</translation>
    </message>
    <message>
        <source>added</source>
        <translation>추가됨</translation>
    </message>
    <message>
        <source>its evidence has changed since</source>
        <translation>이후 근거가 바뀜</translation>
    </message>
    <message>
        <source>Rests on: {0}</source>
        <translation>근거: {0}</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>보고서</translation>
    </message>
    <message>
        <source>Close the report</source>
        <translation>보고서 닫기</translation>
    </message>
    <message>
        <source>Sentences of the report</source>
        <translation>보고서의 문장</translation>
    </message>
    <message>
        <source>Enter or a click shows what a sentence rests on</source>
        <translation>Enter 키나 클릭으로 문장의 근거를 봅니다</translation>
    </message>
    <message>
        <source>Words of the chosen sentence</source>
        <translation>선택한 문장의 내용</translation>
    </message>
    <message>
        <source>Left out of the report</source>
        <translation>보고서에서 제외됨</translation>
    </message>
    <message>
        <source>Show evidence</source>
        <translation>근거 보기</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>제외</translation>
    </message>
    <message>
        <source>Add sentence</source>
        <translation>문장 추가</translation>
    </message>
    <message>
        <source>Save PDF…</source>
        <translation>PDF 저장…</translation>
    </message>
    <message>
        <source>Save page…</source>
        <translation>웹 페이지 저장…</translation>
    </message>
</context>
<context>
    <name>RetrieveDesk</name>
    <message>
        <source>{0} is being searched…</source>
        <translation>{0}에서 찾는 중…</translation>
    </message>
    <message>
        <source>{0} is being asked…</source>
        <translation>{0}에 요청하는 중…</translation>
    </message>
    <message>
        <source>Study {0} of {1}: {2} objects</source>
        <translation>검사 {0}/{1}: 객체 {2}개</translation>
    </message>
</context>
<context>
    <name>RetrievePanel</name>
    <message>
        <source>YYYY-MM-DD</source>
        <translation>연-월-일</translation>
    </message>
    <message>
        <source>From the archive</source>
        <translation>PACS에서 가져오기</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>찾기</translation>
    </message>
    <message>
        <source>Fetch the chosen studies</source>
        <translation>선택한 검사 가져오기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>선택…</translation>
    </message>
    <message>
        <source>No folder is chosen yet</source>
        <translation>선택된 폴더가 없음</translation>
    </message>
    <message>
        <source>X-rays and ECGs</source>
        <translation>X선 영상과 심전도</translation>
    </message>
    <message>
        <source>X-rays</source>
        <translation>X선 영상</translation>
    </message>
    <message>
        <source>ECGs</source>
        <translation>심전도</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>PACS 선택</translation>
    </message>
    <message>
        <source>Patient number</source>
        <translation>등록번호</translation>
    </message>
    <message>
        <source>Name (its beginning)</source>
        <translation>이름(앞부분)</translation>
    </message>
    <message>
        <source>Accession number</source>
        <translation>접수번호(Accession)</translation>
    </message>
    <message>
        <source>From day</source>
        <translation>시작일</translation>
    </message>
    <message>
        <source>To day</source>
        <translation>종료일</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>생년월일</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>성별</translation>
    </message>
    <message>
        <source>Study of</source>
        <translation>검사 일시</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>검사 설명</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>객체 수</translation>
    </message>
    <message>
        <source>Studies that were found</source>
        <translation>찾은 검사</translation>
    </message>
    <message>
        <source>How it went</source>
        <translation>처리 결과</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행 상황</translation>
    </message>
    <message>
        <source>Choose the folder for received patients</source>
        <translation>받은 환자를 저장할 폴더 선택</translation>
    </message>
    <message>
        <source>Filed in the watched folder:</source>
        <translation>저장할 감시 폴더:</translation>
    </message>
</context>
<context>
    <name>RiskDialView</name>
    <message>
        <source>Risk {0} of 10, 90 % interval {1} to {2}</source>
        <translation>위험도 10점 중 {0}, 90 % 구간 {1}~{2}</translation>
    </message>
    <message>
        <source>Risk not known yet</source>
        <translation>위험도 아직 없음</translation>
    </message>
    <message>
        <source>risk / 10</source>
        <translation>위험도 / 10</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Sections of the settings</source>
        <translation>설정 항목</translation>
    </message>
    <message>
        <source>Defaults of this page</source>
        <translation>이 화면의 기본값</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>ShapView</name>
    <message>
        <source>All others</source>
        <translation>나머지 모두</translation>
    </message>
    <message>
        <source>SHAP, other visits&apos; values {0} % → these {1} %; not the bar “{2}” above</source>
        <translation>SHAP, 다른 방문의 값 {0} % → 이 값 {1} %. 위의 “{2}” 막대와 다른 값</translation>
    </message>
    <message>
        <source>SHAP, vital signs not measured {0} % → measured {1} %; not the bar “{2}” above</source>
        <translation>SHAP, 활력징후 미측정 {0} % → 측정 {1} %. 위의 “{2}” 막대와 다른 값</translation>
    </message>
</context>
<context>
    <name>ShapleyView</name>
    <message>
        <source>Other pairs</source>
        <translation>나머지 조합</translation>
    </message>
</context>
<context>
    <name>ShortcutsPage</name>
    <message>
        <source>Keys of the actions</source>
        <translation>기능별 단축키</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>기능</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>기능과 단축키 목록</translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation>기능 찾기</translation>
    </message>
    <message>
        <source>New key of the marked action: press it here</source>
        <translation>선택한 기능의 새 단축키: 여기서 누르세요</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>단축키 없음</translation>
    </message>
    <message>
        <source>Default key</source>
        <translation>기본 단축키</translation>
    </message>
    <message>
        <source>All to default</source>
        <translation>모두 기본값으로</translation>
    </message>
    <message>
        <source>{0} is the key of: {1}. Take it away there first.</source>
        <translation>{0}은(는) 이미 다음 기능의 단축키입니다: {1}. 먼저 그 기능에서 해제하세요.</translation>
    </message>
    <message>
        <source>{0} alone would be needed for writing. Press it with Ctrl or Alt.</source>
        <translation>{0} 단독으로는 글자 입력에 필요합니다. Ctrl 또는 Alt와 함께 누르세요.</translation>
    </message>
</context>
<context>
    <name>SignPanel</name>
    <message>
        <source>Initials or name</source>
        <translation>서명(이니셜 또는 이름)</translation>
    </message>
    <message>
        <source>Everything written here is signed. You are asked once, until the program ends.</source>
        <translation>여기서 작성하는 내용에는 모두 서명이 필요합니다. 프로그램을 끝낼 때까지 한 번만 묻습니다.</translation>
    </message>
    <message>
        <source>Sign and save</source>
        <translation>서명하고 저장</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>SignedView</name>
    <message>
        <source>Initials or name</source>
        <translation>서명(이니셜 또는 이름)</translation>
    </message>
    <message>
        <source>Required here: sign to save.</source>
        <translation>이 병원에서는 서명해야 저장됩니다.</translation>
    </message>
</context>
<context>
    <name>SiteDesk</name>
    <message>
        <source>The profile is being checked…</source>
        <translation>프로필을 확인하는 중…</translation>
    </message>
    <message>
        <source>Folder of a calibrated model</source>
        <translation>보정된 모델 폴더</translation>
    </message>
    <message>
        <source>In use from now on: every patient is assessed anew.</source>
        <translation>지금부터 적용됩니다: 모든 환자를 다시 평가합니다.</translation>
    </message>
</context>
<context>
    <name>SitePage</name>
    <message>
        <source>Calibration of this hospital</source>
        <translation>이 병원의 보정</translation>
    </message>
    <message>
        <source>What it gave</source>
        <translation>보정 효과</translation>
    </message>
    <message>
        <source>Where the levels begin</source>
        <translation>단계 구분 기준</translation>
    </message>
    <message>
        <source>Take over a profile…</source>
        <translation>병원 프로필 가져오기…</translation>
    </message>
    <message>
        <source>Use from now on</source>
        <translation>지금부터 적용</translation>
    </message>
    <message>
        <source>There is no model here.</source>
        <translation>모델이 없습니다.</translation>
    </message>
    <message>
        <source>The calibration that ships with the program is in use: it is of no particular hospital.</source>
        <translation>프로그램의 기본 보정을 사용 중이며, 특정 병원에 맞춘 것이 아닙니다.</translation>
    </message>
    <message>
        <source>In use: the calibration of “{0}” of {1}, from {2} patients of its own.</source>
        <translation>사용 중: “{0}”의 보정({1}, 자체 환자 {2}명).</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>항목</translation>
    </message>
    <message>
        <source>Patients (with it)</source>
        <translation>환자 수(해당)</translation>
    </message>
    <message>
        <source>Error before</source>
        <translation>보정 전 오차</translation>
    </message>
    <message>
        <source>Error after</source>
        <translation>보정 후 오차</translation>
    </message>
    <message>
        <source>With</source>
        <translation>자료</translation>
    </message>
    <message>
        <source>Level {0}</source>
        <translation>{0}단계</translation>
    </message>
    <message>
        <source>A level is given from these probabilities of it or a more urgent one on, chosen so that levels are given as often as nurses gave them. Level 1 is given only where it is also more probable than level 2. A hospital may have the levels begin earlier, so that fewer urgent patients get a level too low and more others one too high; they never begin later. A profile brings its own.</source>
        <translation>해당 단계 이상일 확률이 이 값부터이면 그 단계를 부여하며, 간호사가 부여한 빈도와 같아지도록 정한 값입니다. 1단계는 2단계보다 확률이 높을 때에만 부여합니다. 기관은 단계가 더 일찍 시작되도록 할 수 있습니다. 그러면 과소분류되는 응급 환자는 줄고 과대분류되는 환자는 늘어납니다. 더 늦게 시작되게 할 수는 없습니다. 프로필은 자체 값을 가져옵니다.</translation>
    </message>
    <message>
        <source>as released</source>
        <translation>배포된 그대로</translation>
    </message>
    <message>
        <source>earlier: at 75 % of these</source>
        <translation>더 일찍: 이 값의 75 %</translation>
    </message>
    <message>
        <source>much earlier: at 50 %</source>
        <translation>훨씬 일찍: 50 %</translation>
    </message>
    <message>
        <source>From where on the levels begin</source>
        <translation>단계가 시작되는 기준</translation>
    </message>
    <message>
        <source>The levels begin</source>
        <translation>단계 시작 기준</translation>
    </message>
    <message>
        <source>What that costs was not measured with this model.</source>
        <translation>이 모델에서는 그 영향을 측정하지 않았습니다.</translation>
    </message>
    <message>
        <source>In held-out visits of 2020 with note and vital signs: {0} % of {1} patients of level 1 or 2 are given 1 or 2 (as released {2} %), and {3} % of {4} others (as released {5} %).</source>
        <translation>검증용으로 남겨 둔 2020년 방문(기록과 활력징후): 1·2단계 환자 {1}명 중 {0} %에 1·2단계 부여(배포 값 {2} %), 나머지 {4}명 중 {3} %에 1·2단계 부여(배포 값 {5} %).</translation>
    </message>
</context>
<context>
    <name>SmallestView</name>
    <message>
        <source>More urgent, {0}: {1}</source>
        <translation>더 급한 단계, {0}: {1}</translation>
    </message>
    <message>
        <source>Less urgent, {0}: {1}</source>
        <translation>덜 급한 단계, {0}: {1}</translation>
    </message>
    <message>
        <source>More urgent: none found within plausible ranges; with one or two vital signs changed the risk reached {0}.</source>
        <translation>더 급한 단계: 있을 법한 범위에서는 찾지 못했습니다. 활력징후 한두 가지를 바꾸었을 때 위험도는 {0}까지 갔습니다.</translation>
    </message>
    <message>
        <source>Less urgent: none found within plausible ranges; with one or two vital signs changed the risk reached {0}.</source>
        <translation>덜 급한 단계: 있을 법한 범위에서는 찾지 못했습니다. 활력징후 한두 가지를 바꾸었을 때 위험도는 {0}까지 갔습니다.</translation>
    </message>
    <message>
        <source>risk</source>
        <translation>위험도</translation>
    </message>
    <message>
        <source>Searched on a grid of {0} sets of values.</source>
        <translation>값 조합 {0}개를 격자로 살펴보았습니다.</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>적용해 보기</translation>
    </message>
    <message>
        <source>Try: {0}</source>
        <translation>적용해 보기: {0}</translation>
    </message>
</context>
<context>
    <name>StatusView</name>
    <message>
        <source>Changed levels to be seen: {0}</source>
        <translation>확인할 단계 변화 {0}건</translation>
    </message>
    <message>
        <source>processor (CPU)</source>
        <translation>프로세서(CPU)</translation>
    </message>
    <message>
        <source>graphics card (GPU)</source>
        <translation>그래픽 카드(GPU)</translation>
    </message>
    <message>
        <source>Assessed in {0} s</source>
        <translation>평가 시간 {0}초</translation>
    </message>
    <message>
        <source>model {0}</source>
        <translation>모델 {0}</translation>
    </message>
    <message>
        <source>Put the message away</source>
        <translation>메시지 닫기</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>주의</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>정보</translation>
    </message>
    <message>
        <source>Reading the files…</source>
        <translation>파일을 읽는 중…</translation>
    </message>
    <message>
        <source>Starting the assessment engine…</source>
        <translation>평가 엔진을 시작하는 중…</translation>
    </message>
    <message>
        <source>Restarting the assessment engine…</source>
        <translation>평가 엔진을 다시 시작하는 중…</translation>
    </message>
    <message>
        <source>Assessing…</source>
        <translation>평가 중…</translation>
    </message>
    <message>
        <source>Computing the explanations…</source>
        <translation>설명을 계산하는 중…</translation>
    </message>
    <message>
        <source>Assessing the other patients of the worklist…</source>
        <translation>목록의 다른 환자를 평가하는 중…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>준비됨</translation>
    </message>
</context>
<context>
    <name>TagsPanel</name>
    <message>
        <source>DICOM tags of the X-ray</source>
        <translation>X선의 DICOM 태그</translation>
    </message>
    <message>
        <source>Search by number, name or value</source>
        <translation>번호, 이름, 값으로 검색</translation>
    </message>
    <message>
        <source>Search the DICOM tags</source>
        <translation>DICOM 태그 검색</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>태그</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>DICOM tags</source>
        <translation>DICOM 태그</translation>
    </message>
    <message>
        <source>The file is not DICOM: it has no tags</source>
        <translation>DICOM 파일이 아니어서 태그가 없습니다</translation>
    </message>
    <message>
        <source>Show identity</source>
        <translation>신원 표시</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>{0} of {1} tags</source>
        <translation>태그 {1}개 중 {0}개</translation>
    </message>
    <message>
        <source>identity is shown until this closes</source>
        <translation>이 창을 닫을 때까지 신원이 표시됩니다</translation>
    </message>
    <message>
        <source>{0} hidden: they may tell who the patient is</source>
        <translation>{0}개 숨김: 환자의 신원을 드러낼 수 있음</translation>
    </message>
</context>
<context>
    <name>TargetView</name>
    <message>
        <source>Explained output</source>
        <translation>설명할 출력</translation>
    </message>
    <message>
        <source>Which figure the explanations explain</source>
        <translation>어떤 수치를 설명할지 고르기</translation>
    </message>
</context>
<context>
    <name>TourPanel</name>
    <message>
        <source>Step {0} of {1}</source>
        <translation>{1}개 중 {0}번째</translation>
    </message>
    <message>
        <source>Skip the tour</source>
        <translation>안내 건너뛰기</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>Who, and how urgent</source>
        <translation>누구이며 얼마나 긴급한가</translation>
    </message>
    <message>
        <source>Always the patient on screen. The level stands in number, word and colour.</source>
        <translation>항상 화면에 표시된 환자의 정보입니다. 단계는 숫자, 명칭, 색으로 표시됩니다.</translation>
    </message>
    <message>
        <source>Your patients</source>
        <translation>담당 환자</translation>
    </message>
    <message>
        <source>Sorted by level, wait or missing tests. Drop a case folder here, or a file for the patient on screen.</source>
        <translation>단계, 대기, 누락 검사순으로 정렬됩니다. 환자 폴더나 화면 환자의 파일을 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>The evidence first</source>
        <translation>먼저 자료부터</translation>
    </message>
    <message>
        <source>Chest X-ray, ECG, note and vital signs. A double click on a title grows a pane. Colours on them show where the network looked, not where disease is: one key takes them away.</source>
        <translation>흉부 X선, 심전도, 기록, 활력징후입니다. 제목을 두 번 누르면 창이 커집니다. 색은 신경망이 본 곳이며 병변의 위치가 아닙니다. 키 하나로 끌 수 있습니다.</translation>
    </message>
    <message>
        <source>What the model suggests, and why</source>
        <translation>모델의 제안과 근거</translation>
    </message>
    <message>
        <source>Risk with its interval, conditions, and how much each part of the evidence counted. Read the checks: they say what to doubt.</source>
        <translation>위험도와 구간, 추정 질환, 각 자료의 기여도입니다. 무엇을 의심해야 하는지 점검 항목을 읽으세요.</translation>
    </message>
    <message>
        <source>You decide</source>
        <translation>결정은 의료진이</translation>
    </message>
    <message>
        <source>Accept, or set your own level with a reason. The model never lowers a level that you set, and all that you enter is kept at once.</source>
        <translation>승인하거나 이유와 함께 내 단계를 정하세요. 정한 단계를 모델이 낮추지 않으며, 입력한 내용은 즉시 저장됩니다.</translation>
    </message>
    <message>
        <source>Everything else</source>
        <translation>그 밖의 모든 기능</translation>
    </message>
    <message>
        <source>All actions stand in this menu. {0} finds any of them by a few letters, {1} opens the help of the pane in use.</source>
        <translation>모든 기능은 이 메뉴에 있습니다. {0}: 몇 글자로 찾기, {1}: 지금 보는 창의 도움말.</translation>
    </message>
    <message>
        <source>This one is put together for demonstration: try anything.</source>
        <translation>지금 환자는 시연용 합성 증례이니 무엇이든 눌러 보세요.</translation>
    </message>
</context>
<context>
    <name>TriageNotePanel</name>
    <message>
        <source>Triage entry of {0}</source>
        <translation>{0}의 분류 기록</translation>
    </message>
    <message>
        <source>Check the history: the file says “{0}”, the note says “{1}”.</source>
        <translation>과거력 확인 필요: 환자 파일에는 ‘{0}’, 기록에는 ‘{1}’(으)로 되어 있습니다.</translation>
    </message>
    <message>
        <source>So it stands in the note, behind the complaint:</source>
        <translation>기록에는 주호소 뒤에 이렇게 들어갑니다:</translation>
    </message>
    <message>
        <source>separated by commas; “none” where there are none</source>
        <translation>쉼표로 구분, 없으면 “없음”</translation>
    </message>
    <message>
        <source>for example: 2 h ago, sudden</source>
        <translation>예: 2시간 전 갑자기</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>주호소</translation>
    </message>
    <message>
        <source>Onset</source>
        <translation>증상 시작</translation>
    </message>
    <message>
        <source>Free text</source>
        <translation>자유 기록</translation>
    </message>
    <message>
        <source>History</source>
        <translation>과거력</translation>
    </message>
    <message>
        <source>Allergies</source>
        <translation>알레르기</translation>
    </message>
    <message>
        <source>Initials or name</source>
        <translation>서명(이니셜 또는 이름)</translation>
    </message>
    <message>
        <source>Check the history: it says none, the text names {0}.</source>
        <translation>과거력 확인 필요: 과거력은 ‘없음’, 본문에는 {0}.</translation>
    </message>
</context>
<context>
    <name>TrustBox</name>
    <message>
        <source>Signature of the model</source>
        <translation>모델 서명</translation>
    </message>
    <message>
        <source>Use from now on</source>
        <translation>지금부터 적용</translation>
    </message>
    <message>
        <source>every trusted key</source>
        <translation>신뢰하는 모든 키</translation>
    </message>
    <message>
        <source>only {0} ({1}…)</source>
        <translation>{0} 키만 ({1}…)</translation>
    </message>
    <message>
        <source>Models that may be used are signed with</source>
        <translation>사용할 수 있는 모델의 서명 키</translation>
    </message>
    <message>
        <source>Use models of this key from now on</source>
        <translation>지금부터 이 키의 모델만 사용</translation>
    </message>
    <message>
        <source>Models signed with</source>
        <translation>사용할 모델의 서명 키</translation>
    </message>
</context>
<context>
    <name>UpdateDesk</name>
    <message>
        <source>Model or program</source>
        <translation>모델 또는 프로그램</translation>
    </message>
    <message>
        <source>{0} is being checked…</source>
        <translation>{0}을(를) 확인하는 중…</translation>
    </message>
    <message>
        <source>The model is being written and tried out on a demonstration patient…</source>
        <translation>모델을 저장하고 시연 환자로 시험하는 중…</translation>
    </message>
    <message>
        <source>Going back…</source>
        <translation>되돌리는 중…</translation>
    </message>
</context>
<context>
    <name>UpdatePanel</name>
    <message>
        <source>Update from a file</source>
        <translation>파일로 업데이트</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>파일 선택…</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>설치</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>A signed file, as it came on a stick or from a share. A model (*.model) is checked before anything is written, and tried out on a demonstration patient before it is used. A package of the program, with its *.sig beside it, is checked; your administrator installs it. Nothing is asked for in a network.</source>
        <translation>USB나 공유 폴더로 받은 서명된 파일입니다. 모델(*.model)은 쓰기 전에 전체를 확인하고, 사용하기 전에 시연 환자로 시험합니다. 프로그램 패키지는 옆에 있는 *.sig 파일로 확인만 하며 설치는 관리자가 합니다. 네트워크에는 아무것도 요청하지 않습니다.</translation>
    </message>
    <message>
        <source>Model in use: {0}</source>
        <translation>사용 중인 모델: {0}</translation>
    </message>
    <message>
        <source>Back to {0}</source>
        <translation>{0}(으)로 되돌리기</translation>
    </message>
</context>
<context>
    <name>VisitRows</name>
    <message>
        <source>{0}; level {1}; {2}; similarity {3}</source>
        <translation>{0}; {1}단계; {2}; 유사도 {3}</translation>
    </message>
    <message>
        <source>admitted</source>
        <translation>입원</translation>
    </message>
    <message>
        <source>not admitted</source>
        <translation>입원하지 않음</translation>
    </message>
    <message>
        <source>ICU or death</source>
        <translation>중환자실/사망</translation>
    </message>
    <message>
        <source>woman</source>
        <translation>여성</translation>
    </message>
    <message>
        <source>man</source>
        <translation>남성</translation>
    </message>
    <message>
        <source>age {0}–{1}</source>
        <translation>{0}–{1}세</translation>
    </message>
    <message>
        <source>age 80 and over</source>
        <translation>80세 이상</translation>
    </message>
</context>
<context>
    <name>VitalFieldsView</name>
    <message>
        <source>not measured</source>
        <translation>미측정</translation>
    </message>
    <message>
        <source>now {0}</source>
        <translation>현재 {0}</translation>
    </message>
</context>
<context>
    <name>VitalsEntryPanel</name>
    <message>
        <source>Vital signs of {0}</source>
        <translation>{0}의 활력징후</translation>
    </message>
    <message>
        <source>1</source>
        <translation>1</translation>
    </message>
    <message>
        <source>2 · target 88–92 % (hypercapnic failure)</source>
        <translation>2 · 목표 88–92 % (고이산화탄소혈증 호흡부전)</translation>
    </message>
    <message>
        <source>Scale 2 is switched off in the settings of this hospital</source>
        <translation>이 병원의 설정에서 척도 2가 꺼져 있습니다</translation>
    </message>
    <message>
        <source>Time of measurement</source>
        <translation>측정 시각</translation>
    </message>
    <message>
        <source>SpO₂ scale of NEWS2</source>
        <translation>NEWS2 SpO₂ 척도</translation>
    </message>
    <message>
        <source>Initials or name</source>
        <translation>서명(이니셜 또는 이름)</translation>
    </message>
    <message>
        <source>= {0} °C</source>
        <translation>= {0} °C</translation>
    </message>
    <message>
        <source>NEWS2 is not for children under 16</source>
        <translation>NEWS2는 16세 미만에는 쓰지 않습니다</translation>
    </message>
    <message>
        <source>nothing entered yet</source>
        <translation>아직 입력값 없음</translation>
    </message>
    <message>
        <source>partial, not measured: {0}</source>
        <translation>일부만 계산됨, 미측정: {0}</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>모든 항목 측정됨</translation>
    </message>
</context>
<context>
    <name>VitalsEntryRows</name>
    <message>
        <source>not measured</source>
        <translation>측정 안 함</translation>
    </message>
    <message>
        <source>°C (or with F: 101.3 F)</source>
        <translation>°C (화씨는 F를 붙여: 101.3 F)</translation>
    </message>
</context>
<context>
    <name>VitalsHistoryPanel</name>
    <message>
        <source>nothing entered, corrected or struck yet</source>
        <translation>아직 입력·정정·삭제 없음</translation>
    </message>
    <message>
        <source>Chart of the vital signs of {0}</source>
        <translation>{0}의 활력징후 기록표</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>정정</translation>
    </message>
    <message>
        <source>Mark value as wrong</source>
        <translation>값을 오류로 표시</translation>
    </message>
    <message>
        <source>Mark whole measurement as wrong</source>
        <translation>측정 전체를 오류로 표시</translation>
    </message>
    <message>
        <source>Undo last change</source>
        <translation>마지막 변경 되돌리기</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Record of changes</source>
        <translation>변경 기록</translation>
    </message>
    <message>
        <source>Chart of the vital signs</source>
        <translation>활력징후 기록표</translation>
    </message>
    <message>
        <source>Initials or name</source>
        <translation>서명(이니셜 또는 이름)</translation>
    </message>
    <message>
        <source>Correct {0}</source>
        <translation>{0} 정정</translation>
    </message>
    <message>
        <source>There are no vital signs yet.</source>
        <translation>아직 활력징후가 없습니다.</translation>
    </message>
    <message>
        <source>This measurement was marked as wrong. Undo takes the last change back.</source>
        <translation>오류로 표시된 측정입니다. 되돌리기는 마지막 변경을 취소합니다.</translation>
    </message>
    <message>
        <source>Measurement of {0}</source>
        <translation>{0} 측정</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{1} {0}</translation>
    </message>
    <message>
        <source>Write your initials or name first: an undo is signed too.</source>
        <translation>먼저 이니셜이나 이름을 적으세요. 되돌리기에도 서명이 남습니다.</translation>
    </message>
    <message>
        <source>Nothing more to undo in this chart. The patient stays as they are.</source>
        <translation>이 기록표에서 더 되돌릴 변경이 없습니다. 환자 자료는 그대로입니다.</translation>
    </message>
</context>
<context>
    <name>VitalsTrends</name>
    <message>
        <source>Wheel or right drag: zoom in time; drag: move; key 0: show all</source>
        <translation>휠 또는 오른쪽 끌기: 시간 확대·축소, 끌기: 이동, 0 키: 전체 보기</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>측정 안 됨</translation>
    </message>
</context>
<context>
    <name>VitalsView</name>
    <message>
        <source>VITAL SIGNS</source>
        <translation>활력징후</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>Enter a set of vital signs</source>
        <translation>활력징후 한 회분 입력</translation>
    </message>
    <message>
        <source>Enter vital signs</source>
        <translation>활력징후 입력</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>기록표</translation>
    </message>
    <message>
        <source>All measurements, to be corrected; what was crossed out stays readable</source>
        <translation>모든 측정값을 보고 정정합니다. 취소된 값도 계속 보입니다</translation>
    </message>
    <message>
        <source>Chart of the vital signs</source>
        <translation>활력징후 기록표</translation>
    </message>
    <message>
        <source>Trends of the vital signs</source>
        <translation>활력징후 추세</translation>
    </message>
    <message>
        <source>Not measured:</source>
        <translation>측정 안 됨:</translation>
    </message>
    <message>
        <source>one measurement</source>
        <translation>1회 측정</translation>
    </message>
    <message>
        <source>times not given</source>
        <translation>시각 정보 없음</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1분</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1시간</translation>
    </message>
    <message>
        <source>Older values:</source>
        <translation>이전 값:</translation>
    </message>
    <message>
        <source>NEWS2: nothing measured</source>
        <translation>NEWS2: 측정값 없음</translation>
    </message>
    <message>
        <source>partial</source>
        <translation>일부</translation>
    </message>
    <message>
        <source>scale 2</source>
        <translation>척도 2</translation>
    </message>
    <message>
        <source>mixed times</source>
        <translation>시각 다름</translation>
    </message>
    <message>
        <source>Royal College of Physicians 2017</source>
        <translation>영국 왕립내과의사회(RCP) 2017</translation>
    </message>
    <message>
        <source>0 points are no all-clear: they allow a systolic pressure of up to 219 mmHg</source>
        <translation>0점이 이상 없음을 뜻하지는 않습니다. 수축기혈압 219 mmHg까지 0점입니다</translation>
    </message>
    <message>
        <source>Its oldest value is of {0}</source>
        <translation>계산에 쓴 가장 오래된 값의 시각: {0}</translation>
    </message>
    <message>
        <source>Partial: not measured: %1</source>
        <translation>일부 항목: 측정 안 됨: %1</translation>
    </message>
    <message>
        <source>Partial: refused: %1</source>
        <translation>일부: 거부됨: %1</translation>
    </message>
    <message>
        <source>Shock index</source>
        <translation>쇼크 지수</translation>
    </message>
    <message>
        <source>Heart rate / systolic pressure; above 0.9 is abnormal (Rady 1994)</source>
        <translation>심박수 / 수축기혈압; 0.9 초과는 비정상 (Rady 1994)</translation>
    </message>
    <message>
        <source>Refused:</source>
        <translation>거부됨:</translation>
    </message>
    <message>
        <source>at this time</source>
        <translation>이 시각</translation>
    </message>
    <message>
        <source>%1 min before</source>
        <translation>%1분 전</translation>
    </message>
    <message>
        <source>%1 min after</source>
        <translation>%1분 후</translation>
    </message>
    <message>
        <source>%1 h before</source>
        <translation>%1시간 전</translation>
    </message>
    <message>
        <source>%1 h after</source>
        <translation>%1시간 후</translation>
    </message>
</context>
<context>
    <name>WatchView</name>
    <message>
        <source>Watching {0}</source>
        <translation>감시 중: {0}</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Stop watching the folder</source>
        <translation>폴더 감시 중지</translation>
    </message>
</context>
<context>
    <name>WhatIfPanel</name>
    <message>
        <source>Not computed</source>
        <translation>계산하지 않음</translation>
    </message>
    <message>
        <source>Edit anything below</source>
        <translation>아래에서 무엇이든 바꾸어 보세요</translation>
    </message>
    <message>
        <source>computing…</source>
        <translation>계산 중…</translation>
    </message>
    <message>
        <source>searching…</source>
        <translation>찾는 중…</translation>
    </message>
    <message>
        <source>WHAT IF…</source>
        <translation>만약에…</translation>
    </message>
    <message>
        <source>What if…</source>
        <translation>만약에…</translation>
    </message>
    <message>
        <source>Hypothetical. Nothing here changes the patient, and nothing of it is kept.</source>
        <translation>가정입니다. 여기서 바꾼 것은 환자에게 반영되지 않으며 저장되지 않습니다.</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>닫기 (Esc)</translation>
    </message>
    <message>
        <source>Close the panel “What if…”</source>
        <translation>‘만약에…’ 창 닫기</translation>
    </message>
    <message>
        <source>Beside the patient</source>
        <translation>환자와 비교</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>활력징후</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>Evidence used</source>
        <translation>사용한 자료</translation>
    </message>
    <message>
        <source>Smallest change</source>
        <translation>가장 작은 변화</translation>
    </message>
    <message>
        <source>Note of the hypothetical case</source>
        <translation>가정한 증례의 기록</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>모두 되돌리기</translation>
    </message>
    <message>
        <source>Find the smallest change that moves the level</source>
        <translation>단계를 바꾸는 가장 작은 변화 찾기</translation>
    </message>
</context>
<context>
    <name>WorklistModel</name>
    <message>
        <source>Perhaps the same patient: {0}</source>
        <translation>같은 환자일 수 있음: {0}</translation>
    </message>
    <message>
        <source>not assessed yet</source>
        <translation>아직 평가되지 않음</translation>
    </message>
    <message>
        <source>your own level first</source>
        <translation>내 단계 먼저 입력</translation>
    </message>
</context>
<context>
    <name>WorklistPanel</name>
    <message>
        <source>no groups</source>
        <translation>묶지 않음</translation>
    </message>
    <message>
        <source>level groups</source>
        <translation>단계별 묶음</translation>
    </message>
    <message>
        <source>wait groups</source>
        <translation>대기별 묶음</translation>
    </message>
    <message>
        <source>test groups</source>
        <translation>검사별 묶음</translation>
    </message>
    <message>
        <source>Divide the list by something else</source>
        <translation>다른 기준으로 묶기</translation>
    </message>
    <message>
        <source>Worklist with {0}; divide it otherwise</source>
        <translation>환자 목록 {0}, 다른 기준으로 묶기</translation>
    </message>
    <message>
        <source>by level</source>
        <translation>단계순</translation>
    </message>
    <message>
        <source>by wait</source>
        <translation>대기순</translation>
    </message>
    <message>
        <source>by missing</source>
        <translation>미시행 검사순</translation>
    </message>
    <message>
        <source>Sort by something else</source>
        <translation>다른 기준으로 정렬</translation>
    </message>
    <message>
        <source>Worklist sorted {0}; sort by something else</source>
        <translation>환자 목록 {0} 정렬, 다른 기준으로 정렬</translation>
    </message>
    <message>
        <source>WORKLIST · {0} WAITING</source>
        <translation>환자 목록 · 대기 {0}명</translation>
    </message>
    <message>
        <source>WORKLIST · {0} FOUND</source>
        <translation>환자 목록 · {0}명 찾음</translation>
    </message>
    <message>
        <source>Search  {0}</source>
        <translation>검색  {0}</translation>
    </message>
    <message>
        <source>Search the worklist</source>
        <translation>환자 목록 검색</translation>
    </message>
</context>
<context>
    <name>WorklistView</name>
    <message>
        <source>Worklist</source>
        <translation>환자 목록</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>확인</translation>
    </message>
</context>
<context>
    <name>WorklistWords</name>
    <message>
        <source>no vitals</source>
        <translation>활력징후 없음</translation>
    </message>
    <message>
        <source>Level changed, to be seen</source>
        <translation>단계 변화, 확인 필요</translation>
    </message>
    <message>
        <source>Cannot be assessed: look yourself</source>
        <translation>평가 불가: 직접 확인</translation>
    </message>
    <message>
        <source>Not assessed</source>
        <translation>미평가</translation>
    </message>
    <message>
        <source>Level {0} · {1}</source>
        <translation>{0}단계 · {1}</translation>
    </message>
    <message>
        <source>Here over 4 h</source>
        <translation>내원 4시간 초과</translation>
    </message>
    <message>
        <source>Here 2 to 4 h</source>
        <translation>내원 2–4시간</translation>
    </message>
    <message>
        <source>Here 1 to 2 h</source>
        <translation>내원 1–2시간</translation>
    </message>
    <message>
        <source>Here 30 to 60 min</source>
        <translation>내원 30–60분</translation>
    </message>
    <message>
        <source>Here under 30 min</source>
        <translation>내원 30분 미만</translation>
    </message>
    <message>
        <source>All four tests missing</source>
        <translation>미시행 4종 전부</translation>
    </message>
    <message>
        <source>Three tests missing</source>
        <translation>미시행 3종</translation>
    </message>
    <message>
        <source>Two tests missing</source>
        <translation>미시행 2종</translation>
    </message>
    <message>
        <source>One test missing</source>
        <translation>미시행 1종</translation>
    </message>
    <message>
        <source>No test missing</source>
        <translation>미시행 없음</translation>
    </message>
    <message>
        <source>Not read yet</source>
        <translation>읽는 중</translation>
    </message>
    <message>
        <source>! twice on the list?</source>
        <translation>! 목록에 중복?</translation>
    </message>
    <message>
        <source>assessment cancelled</source>
        <translation>평가 취소됨</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>승인</translation>
    </message>
    <message>
        <source>set</source>
        <translation>지정</translation>
    </message>
    <message>
        <source>arrival unknown</source>
        <translation>내원 시각 미상</translation>
    </message>
    <message>
        <source>here {0}</source>
        <translation>내원 {0}</translation>
    </message>
    <message>
        <source>vitals {0} ago</source>
        <translation>활력징후 {0} 전</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0}분</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0}시간</translation>
    </message>
    <message>
        <source>came {0}</source>
        <translation>내원 {0}</translation>
    </message>
    <message>
        <source>Wait not known, or over 3 days</source>
        <translation>대기 시간 미상 또는 3일 초과</translation>
    </message>
    <message>
        <source>vitals {0}</source>
        <translation>활력징후 {0}</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>New patient by hand</source>
        <translation>새 환자 직접 입력</translation>
    </message>
    <message>
        <source>Who the patient is: number, age, sex, arrival…</source>
        <translation>환자 정보: 등록번호, 나이, 성별, 내원 시각·방법…</translation>
    </message>
    <message>
        <source>Open case folder…</source>
        <translation>환자 폴더 열기…</translation>
    </message>
    <message>
        <source>Open several case folders…</source>
        <translation>환자 폴더 여러 개 열기…</translation>
    </message>
    <message>
        <source>Open or add files…</source>
        <translation>파일 열기 또는 추가…</translation>
    </message>
    <message>
        <source>Take back the files added last</source>
        <translation>마지막으로 추가한 파일 되돌리기</translation>
    </message>
    <message>
        <source>From the archive (PACS)…</source>
        <translation>PACS에서 가져오기…</translation>
    </message>
    <message>
        <source>Watch a folder for new patients…</source>
        <translation>새 환자 폴더 감시…</translation>
    </message>
    <message>
        <source>Stop watching the folder</source>
        <translation>폴더 감시 중지</translation>
    </message>
    <message>
        <source>Start the assessment engine again</source>
        <translation>평가 엔진 다시 시작</translation>
    </message>
    <message>
        <source>Save the explanation as a table (CSV)…</source>
        <translation>설명을 표로 저장 (CSV)…</translation>
    </message>
    <message>
        <source>Save a picture of the pane (PNG)…</source>
        <translation>창의 그림 저장 (PNG)…</translation>
    </message>
    <message>
        <source>Read and edit the report (open or close)</source>
        <translation>보고서 읽기와 수정 (열기 또는 닫기)</translation>
    </message>
    <message>
        <source>Save the report (PDF)…</source>
        <translation>보고서 저장 (PDF)…</translation>
    </message>
    <message>
        <source>Save the report as a page (HTML)…</source>
        <translation>보고서를 웹 페이지로 저장 (HTML)…</translation>
    </message>
    <message>
        <source>Save for the image archive (DICOM)…</source>
        <translation>PACS용 DICOM으로 저장…</translation>
    </message>
    <message>
        <source>Save the assessment for another system (FHIR)…</source>
        <translation>다른 시스템용으로 평가 저장 (FHIR)…</translation>
    </message>
    <message>
        <source>Save a copy without identity…</source>
        <translation>비식별 사본 저장…</translation>
    </message>
    <message>
        <source>Calibrate to this hospital…</source>
        <translation>이 병원에 맞게 보정…</translation>
    </message>
    <message>
        <source>Install an update from a file…</source>
        <translation>파일로 업데이트 설치…</translation>
    </message>
    <message>
        <source>Lock the screen now</source>
        <translation>지금 화면 잠금</translation>
    </message>
    <message>
        <source>Set the PIN of the lock…</source>
        <translation>잠금 PIN 설정…</translation>
    </message>
    <message>
        <source>Start anew without the kept session…</source>
        <translation>저장된 작업 없이 새로 시작…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>Search the worklist</source>
        <translation>환자 목록 검색</translation>
    </message>
    <message>
        <source>Next patient</source>
        <translation>다음 환자</translation>
    </message>
    <message>
        <source>Previous patient</source>
        <translation>이전 환자</translation>
    </message>
    <message>
        <source>Sort the worklist: level, wait, missing tests</source>
        <translation>환자 목록 정렬: 단계, 대기, 미시행 검사</translation>
    </message>
    <message>
        <source>Divide the worklist: level, wait, missing tests</source>
        <translation>환자 목록 묶기: 단계, 대기, 미시행 검사</translation>
    </message>
    <message>
        <source>Cancel the assessment of the others</source>
        <translation>나머지 환자의 평가 취소</translation>
    </message>
    <message>
        <source>Assess those who were cancelled</source>
        <translation>취소한 환자 평가하기</translation>
    </message>
    <message>
        <source>Level changed: go to the patient, then mark it as seen</source>
        <translation>단계 변화: 환자로 이동, 확인 표시</translation>
    </message>
    <message>
        <source>Budget of alerts…</source>
        <translation>알림 상한…</translation>
    </message>
    <message>
        <source>Take the patient off the worklist</source>
        <translation>환자를 목록에서 빼기</translation>
    </message>
    <message>
        <source>Delete what is kept of the patient…</source>
        <translation>환자의 보관 자료 삭제…</translation>
    </message>
    <message>
        <source>Grow or shrink the chest X-ray</source>
        <translation>흉부 X선 키우기/되돌리기</translation>
    </message>
    <message>
        <source>Grow or shrink the ECG</source>
        <translation>심전도 키우기/되돌리기</translation>
    </message>
    <message>
        <source>Grow or shrink the note</source>
        <translation>기록 키우기/되돌리기</translation>
    </message>
    <message>
        <source>Grow or shrink the vital signs</source>
        <translation>활력징후 키우기/되돌리기</translation>
    </message>
    <message>
        <source>Grow or shrink the decision</source>
        <translation>판단 창 키우기/되돌리기</translation>
    </message>
    <message>
        <source>Show or hide explanations that failed their test</source>
        <translation>시험을 통과하지 못한 설명 표시 또는 숨기기</translation>
    </message>
    <message>
        <source>Put the message at the foot away</source>
        <translation>아래쪽 메시지 닫기</translation>
    </message>
    <message>
        <source>Show all panes</source>
        <translation>모든 창 보기</translation>
    </message>
    <message>
        <source>Switch language: 한국어 / English</source>
        <translation>언어 전환: English / 한국어</translation>
    </message>
    <message>
        <source>Next theme</source>
        <translation>다음 테마</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>설정…</translation>
    </message>
    <message>
        <source>Heat map on or off</source>
        <translation>히트맵 켜기/끄기</translation>
    </message>
    <message>
        <source>Next map of the X-ray</source>
        <translation>X선의 다음 히트맵</translation>
    </message>
    <message>
        <source>Cross-check the X-ray&apos;s map by occlusion</source>
        <translation>가림법으로 X선 히트맵 교차 확인</translation>
    </message>
    <message>
        <source>Invert the X-ray</source>
        <translation>X선 반전</translation>
    </message>
    <message>
        <source>Fit the X-ray to the pane</source>
        <translation>X선을 창에 맞춤</translation>
    </message>
    <message>
        <source>X-ray in actual pixels</source>
        <translation>X선 실제 화소</translation>
    </message>
    <message>
        <source>Turn the X-ray 90° clockwise</source>
        <translation>X선 영상을 시계 방향으로 90° 회전</translation>
    </message>
    <message>
        <source>Turn the X-ray 90° anticlockwise</source>
        <translation>X선 영상을 반시계 방향으로 90° 회전</translation>
    </message>
    <message>
        <source>Measure a distance on the X-ray</source>
        <translation>X선에서 거리 재기</translation>
    </message>
    <message>
        <source>Measure an angle on the X-ray</source>
        <translation>X선에서 각도 재기</translation>
    </message>
    <message>
        <source>Measure the cardiothoracic ratio</source>
        <translation>심흉비 재기</translation>
    </message>
    <message>
        <source>Delete a measurement of the X-ray</source>
        <translation>X선의 측정 지우기</translation>
    </message>
    <message>
        <source>Magnifier of the X-ray (hold the key)</source>
        <translation>X선 돋보기 (키를 누르고 있는 동안)</translation>
    </message>
    <message>
        <source>DICOM tags of the X-ray…</source>
        <translation>X선의 DICOM 태그…</translation>
    </message>
    <message>
        <source>Next X-ray of the patient</source>
        <translation>환자의 다음 X선</translation>
    </message>
    <message>
        <source>Previous X-ray of the patient</source>
        <translation>환자의 이전 X선</translation>
    </message>
    <message>
        <source>Compare with an earlier X-ray</source>
        <translation>이전 X선과 비교</translation>
    </message>
    <message>
        <source>Key image: mark or unmark this view of the X-ray</source>
        <translation>주요 영상: 지금 X선 화면 표시/해제</translation>
    </message>
    <message>
        <source>Next key image of the X-ray</source>
        <translation>X선의 다음 주요 영상</translation>
    </message>
    <message>
        <source>X-ray as stored</source>
        <translation>X선 저장된 상태로</translation>
    </message>
    <message>
        <source>Window: full range</source>
        <translation>윈도우: 전체 범위</translation>
    </message>
    <message>
        <source>Window: contrast</source>
        <translation>윈도우: 대비</translation>
    </message>
    <message>
        <source>Window: lung</source>
        <translation>윈도우: 폐</translation>
    </message>
    <message>
        <source>Window: mediastinum</source>
        <translation>윈도우: 종격동</translation>
    </message>
    <message>
        <source>ECG attribution on or off</source>
        <translation>심전도 기여도 켜기/끄기</translation>
    </message>
    <message>
        <source>ECG calipers on or off</source>
        <translation>심전도 캘리퍼 켜기/끄기</translation>
    </message>
    <message>
        <source>ECG calipers snap to R peaks, or not</source>
        <translation>심전도 캘리퍼 R파 맞춤 켜기/끄기</translation>
    </message>
    <message>
        <source>March the calipers&apos; interval out, or not</source>
        <translation>캘리퍼 간격 반복 표시 켜기/끄기</translation>
    </message>
    <message>
        <source>Mark the waves of the ECG, or not</source>
        <translation>심전도 파형 표시 켜기/끄기</translation>
    </message>
    <message>
        <source>Median beats of the ECG, or the page</source>
        <translation>심전도 중앙값 박동 보기, 또는 전체</translation>
    </message>
    <message>
        <source>Compare with the next other ECG</source>
        <translation>다른 심전도와 비교</translation>
    </message>
    <message>
        <source>Next layout of the ECG</source>
        <translation>심전도 다음 배열</translation>
    </message>
    <message>
        <source>One lead of the ECG, or all leads</source>
        <translation>심전도 한 유도만, 또는 전체 유도</translation>
    </message>
    <message>
        <source>Next lead of the ECG alone</source>
        <translation>다음 유도만 보기</translation>
    </message>
    <message>
        <source>Previous lead of the ECG alone</source>
        <translation>이전 유도만 보기</translation>
    </message>
    <message>
        <source>Next gain of the ECG (mm/mV)</source>
        <translation>심전도 다음 감도 (mm/mV)</translation>
    </message>
    <message>
        <source>Next speed of the ECG (mm/s)</source>
        <translation>심전도 다음 속도 (mm/s)</translation>
    </message>
    <message>
        <source>Next filter band of the drawn ECG</source>
        <translation>심전도 표시 필터 대역 바꾸기</translation>
    </message>
    <message>
        <source>Next mains filter of the drawn ECG</source>
        <translation>심전도 전원 잡음 필터 바꾸기</translation>
    </message>
    <message>
        <source>Print the ECG at its true scale (PDF)…</source>
        <translation>심전도를 실제 축척으로 인쇄 (PDF)…</translation>
    </message>
    <message>
        <source>Show the whole ECG page</source>
        <translation>심전도 전체 보기</translation>
    </message>
    <message>
        <source>ECG in true size</source>
        <translation>심전도 실제 크기로 보기</translation>
    </message>
    <message>
        <source>Trends: less time</source>
        <translation>추세: 시간 확대</translation>
    </message>
    <message>
        <source>Trends: more time</source>
        <translation>추세: 시간 축소</translation>
    </message>
    <message>
        <source>Trends: all of the time</source>
        <translation>추세: 전체 시간</translation>
    </message>
    <message>
        <source>Trends: time cursor to the next measurement</source>
        <translation>추세: 시간 커서를 다음 측정으로</translation>
    </message>
    <message>
        <source>Trends: time cursor to the previous measurement</source>
        <translation>추세: 시간 커서를 이전 측정으로</translation>
    </message>
    <message>
        <source>Write the triage entry…</source>
        <translation>분류 기록 작성…</translation>
    </message>
    <message>
        <source>Abbreviations of the note, written out</source>
        <translation>기록의 약어 풀어 보기</translation>
    </message>
    <message>
        <source>Enter vital signs…</source>
        <translation>활력징후 입력…</translation>
    </message>
    <message>
        <source>Chart of the vital signs: look, correct…</source>
        <translation>활력징후 기록표: 보기, 정정…</translation>
    </message>
    <message>
        <source>Explain the next output</source>
        <translation>다음 출력 설명하기</translation>
    </message>
    <message>
        <source>Second opinion on the note and vital signs (LIME)</source>
        <translation>기록과 활력징후의 두 번째 설명(LIME)</translation>
    </message>
    <message>
        <source>My own level: 1</source>
        <translation>내 단계: 1</translation>
    </message>
    <message>
        <source>My own level: 2</source>
        <translation>내 단계: 2</translation>
    </message>
    <message>
        <source>My own level: 3</source>
        <translation>내 단계: 3</translation>
    </message>
    <message>
        <source>My own level: 4</source>
        <translation>내 단계: 4</translation>
    </message>
    <message>
        <source>My own level: 5</source>
        <translation>내 단계: 5</translation>
    </message>
    <message>
        <source>Save own and model levels as a table (CSV)…</source>
        <translation>내 단계와 모델 단계를 표로 저장 (CSV)…</translation>
    </message>
    <message>
        <source>Actions to consider…</source>
        <translation>고려할 처치…</translation>
    </message>
    <message>
        <source>Copy the hand-over (SBAR)</source>
        <translation>인계 내용 복사 (SBAR)</translation>
    </message>
    <message>
        <source>Accept the suggested level</source>
        <translation>제안된 단계 승인</translation>
    </message>
    <message>
        <source>Override the level…</source>
        <translation>단계 변경…</translation>
    </message>
    <message>
        <source>Undo my decision</source>
        <translation>내 결정 취소</translation>
    </message>
    <message>
        <source>What if… (open or close)</source>
        <translation>만약에… (열기/닫기)</translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation>기능 찾기</translation>
    </message>
    <message>
        <source>Help on the pane in use</source>
        <translation>지금 보는 창의 도움말</translation>
    </message>
    <message>
        <source>Keys and actions</source>
        <translation>단축키와 기능</translation>
    </message>
    <message>
        <source>Guided tour of the screen</source>
        <translation>화면 안내</translation>
    </message>
    <message>
        <source>Audit: last entries, check, export…</source>
        <translation>감사 기록: 최근 항목, 검사, 내보내기…</translation>
    </message>
    <message>
        <source>About: version, model card, licences</source>
        <translation>정보: 버전, 모델 카드, 라이선스</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>증례</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>환자 목록</translation>
    </message>
    <message>
        <source>View</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Chest X-ray</source>
        <translation>흉부 X선</translation>
    </message>
    <message>
        <source>ECG</source>
        <translation>심전도</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>활력징후</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>판단</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
</context>
</TS>
