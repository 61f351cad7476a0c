//! The headers of Zoom's exports in the languages of its web pages.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a column tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Name,
    Email,
    Joined,
    Left,
    Minutes,
    Meeting,
    HostEmail,
    Starts,
    Ends,
    Created,
    TotalMinutes,
    Attended,
    Registered,
}

/// English, Italian, Portuguese, Spanish, Russian, Korean, French, German, Japanese, Chinese, Turkish, Polish, Dutch,
/// Indonesian, Vietnamese, Arabic: in this order, more than one text where Zoom changed it.
pub(super) const HEADERS: [(Column, &str); 13] = [
    (
        Column::Name,
        "Name (original name)|Name|User Name|Nome (nome originale)|Nome (nome original)|Nome|Nombre (nombre original)|Nombre|Имя (настоящее имя)|Имя|이름(원래 이름)|이름|Nom (nom original)|Nom|Name (ursprünglicher Name)|Name (Originalname)|名前（元の名前）|名前|名称（原始名称）|姓名（原始姓名）|名称|姓名|Ad (orijinal ad)|Ad|Imię i nazwisko (oryginalne)|Nazwa (oryginalna nazwa)|Naam (oorspronkelijke naam)|Naam|Nama (nama asli)|Nama|Tên (tên gốc)|Tên|الاسم (الاسم الأصلي)|الاسم",
    ),
    (
        Column::Email,
        "Email|User Email|Email address|E-mail utente|E-mail do usuário|Correo electrónico|E-mail del usuario|Электронная почта|Адрес электронной почты|이메일|사용자 이메일|Adresse e-mail|Adresse e-mail de l’utilisateur|Courriel|E-Mail-Adresse|Benutzer-E-Mail|メール|メールアドレス|ユーザーのメール|电子邮件|用户邮箱|邮箱|E-posta|Kullanıcı e-postası|Adres e-mail|E-mailadres|Email pengguna|Email người dùng|البريد الإلكتروني",
    ),
    (
        Column::Joined,
        "Join time|Ora di ingresso|Ora di accesso|Ingressar na hora|Hora de entrada|Hora de ingresso|Hora para unirse|Hora de ingreso|Время входа|Время подключения|참가 시간|참여 시간|Heure d’arrivée|Heure de connexion|Beitrittszeit|Teilnahmezeit|Uhrzeit des Beitritts|参加時刻|参加時間|入室時刻|加入时间|入会时间|加入時間|Katılma zamanı|Katılım zamanı|Czas dołączenia|Godzina dołączenia|Deelnametijd|Tijd van deelname|Waktu bergabung|Waktu gabung|Thời gian tham gia|وقت الانضمام",
    ),
    (
        Column::Left,
        "Leave time|Ora di uscita|Hora de saída|Hora de salida|Hora para salir|Время выхода|Время отключения|나간 시간|퇴장 시간|Heure de départ|Heure de déconnexion|Austrittszeit|Uhrzeit des Verlassens|Verlassenszeit|退出時刻|退出時間|退室時刻|离开时间|退出时间|離開時間|Ayrılma zamanı|Ayrılış zamanı|Czas opuszczenia|Godzina opuszczenia|Vertrektijd|Waktu keluar|Thời gian rời đi|Thời gian rời khỏi|وقت المغادرة",
    ),
    (
        Column::Minutes,
        "Duration (minutes)|Durata (minuti)|Duração (minutos)|Duración (minutos)|Продолжительность (минуты)|기간(분)|Durée (minutes)|Dauer (Minuten)|時間（分）|期間（分）|持续时间（分钟）|时长（分钟）|Süre (dakika)|Czas trwania (minuty)|Duur (minuten)|Durasi (menit)|Thời lượng (phút)|المدة (بالدقائق)",
    ),
    (
        Column::Meeting,
        "ID|Meeting ID|ID riunione|ID da reunião|ID de reunión|Идентификатор|Идентификатор конференции|회의 ID|ID de réunion|ID de la réunion|Meeting-ID|ミーティングID|会议ID|会议号|Toplantı kimliği|Identyfikator spotkania|Vergadering-ID|ID rapat|ID cuộc họp|معرف الاجتماع",
    ),
    (
        Column::HostEmail,
        "Host email|E-mail host|E-mail do anfitrião|Correo electrónico del anfitrión|Электронная почта организатора|호스트 이메일|E-mail de l’hôte|Host-E-Mail|ホストのメール|主持人邮箱|Toplantı sahibi e-postası|E-mail gospodarza|E-mail van host|Email tuan rumah|Email người chủ trì|بريد المضيف",
    ),
    (
        Column::Starts,
        "Start time|Ora di inizio|Hora de início|Hora de inicio|Время начала|시작 시간|Heure de début|Startzeit|開始時刻|開始時間|开始时间|Başlangıç zamanı|Czas rozpoczęcia|Starttijd|Waktu mulai|Thời gian bắt đầu|وقت البدء",
    ),
    (
        Column::Ends,
        "End time|Ora di fine|Hora de término|Hora de finalización|Время окончания|종료 시간|Heure de fin|Endzeit|終了時刻|終了時間|结束时间|Bitiş zamanı|Czas zakończenia|Eindtijd|Waktu selesai|Thời gian kết thúc|وقت الانتهاء",
    ),
    (Column::Created, "Creation time"),
    (
        Column::TotalMinutes,
        "Total duration (minutes)|Durata totale (minuti)|Duração total (minutos)|Duración total (minutos)|Общая продолжительность (минуты)|총 기간(분)|Durée totale (minutes)|Gesamtdauer (Minuten)|合計時間（分）|总持续时间（分钟）|Toplam süre (dakika)|Łączny czas trwania (minuty)|Totale duur (minuten)|Total durasi (menit)|Tổng thời lượng (phút)|إجمالي المدة (بالدقائق)",
    ),
    (
        Column::Attended,
        "Attended|Attendee Details|Attendee Report|Ha partecipato|Participou|Asistió|A participé|Teilgenommen|参加済み|已参加",
    ),
    (
        Column::Registered,
        "Registration time|Ora di registrazione|Hora de registro|Hora de inscrição|Время регистрации|등록 시간|Heure d’inscription|Registrierungszeit|登録時刻|注册时间",
    ),
];

/// Parts of the header "In waiting room" in these languages.
const WAITING: &str = "waitingroom|attesa|espera|attente|warteraum|ожидан|대기|待機|等候|等待|bekleme|poczekaln|wachtruimte|wachtkamer|tunggu|chờ|انتظار";
const YES: &str = "yes|y|true|1|oui|si|sim|ja|да|はい|예|네|是|tak|evet|نعم|ya|có|co";
const NO: &str =
    "no|n|false|0|non|nao|nein|нет|いいえ|아니요|아니오|否|nie|hayir|nee|tidak|không|khong|لا|na";

/// Makes texts equal that differ in case, accents, blanks and signs only.
pub(super) fn normalized(text: &str) -> String {
    let lower = text.to_lowercase();
    lower
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(|letter| match letter {
            'à'..='å' | 'ą' => 'a',
            'ç' | 'ć' => 'c',
            'è'..='ë' | 'ę' => 'e',
            'ì'..='ï' | 'ı' => 'i',
            'ñ' | 'ń' => 'n',
            'ò'..='ö' => 'o',
            'ù'..='ü' => 'u',
            'ş' | 'ś' => 's',
            'ğ' => 'g',
            'ł' => 'l',
            'ź' | 'ż' => 'z',
            _ => letter,
        })
        .collect()
}

/// The columns by their headers, made comparable once: a file has many cells.
static COLUMNS: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
    let mut columns = HashMap::new();
    for (column, texts) in HEADERS {
        for text in texts.split('|') {
            columns.insert(normalized(text), column);
        }
    }

    columns
});

/// Returns what a column with this header tells.
pub(super) fn column(header: &str) -> Option<Column> {
    let header = normalized(header);
    if header.is_empty() {
        return None;
    }

    COLUMNS.get(&header).copied()
}

/// Whether this is the header of "In waiting room".
pub(super) fn is_waiting_room(header: &str) -> bool {
    let header = normalized(header);
    WAITING
        .split('|')
        .any(|part| header.contains(&normalized(part)))
}

/// Reads yes and no; an empty cell is no. `None`: neither.
pub(super) fn yes(cell: &str) -> Option<bool> {
    let cell = normalized(cell);
    let is_in = |words: &str| words.split('|').any(|word| normalized(word) == cell);

    if is_in(YES) {
        Some(true)
    } else if cell.is_empty() || is_in(NO) {
        Some(false)
    } else {
        None
    }
}
