//! The texts of the student's page in each language. A missing text does not compile.

/// One language's texts.
#[derive(Debug)]
pub struct Texts {
    /// Its tag, as in `lang` and `?lang=`.
    pub tag: &'static str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Its own name.
    pub name: &'static str,
    pub(crate) languages: &'static str,
    pub(crate) your_class: &'static str,
    pub(crate) join: &'static str,
    pub(crate) zoom_does_not_open: &'static str,
    pub(crate) open_app: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) copied: &'static str,
    pub(crate) time_in_class: &'static str,
    pub(crate) connecting: &'static str,
    pub(crate) connected: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) ending: &'static str,
    pub(crate) keep_open: &'static str,
    pub(crate) goes_on: &'static str,
    pub(crate) wait_to_end: &'static str,
    pub(crate) end: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) ended_elsewhere: &'static str,
    pub(crate) recorded: &'static str,
    pub(crate) minutes: &'static str,
    pub(crate) not_counted_any_more: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) bad_link: &'static str,
    pub(crate) ask_teacher: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) open_message: &'static str,
    pub(crate) unavailable: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) no_script: &'static str,
}

/// All languages. The first is shown if none of them is asked for.
pub(crate) static LANGUAGES: [Texts; 3] = [ENGLISH, AMHARIC, ARABIC];

const ENGLISH: Texts = Texts {
    tag: "en",
    direction: "ltr",
    name: "English",
    languages: "Language",
    your_class: "Your class",
    join: "Join the class on Zoom",
    zoom_does_not_open: "Zoom does not open?",
    open_app: "Open in the Zoom app",
    copy: "Copy the link",
    copied: "Copied",
    time_in_class: "Time in class",
    connecting: "Connecting …",
    connected: "Connected: your time counts.",
    offline: "No connection",
    ending: "Ending …",
    goes_on: "Keep this page open: your time continues when the connection is back.",
    wait_to_end: "Keep this page open until the connection is back.",
    keep_open: "Keep this page open during the class: it counts your time.",
    end: "End session",
    ended: "The session has ended",
    ended_elsewhere: "It was ended in another window, on another device, or by the school.",
    recorded: "Recorded:",
    minutes: "min",
    not_counted_any_more: "You can join Zoom again, but that time is not counted. If the class goes on, ask your teacher for a new link.",
    expired: "This link has expired",
    bad_link: "This link cannot be used",
    ask_teacher: "Ask your teacher for a new one.",
    unknown: "There is no class here",
    open_message: "Open the link in your school's message again.",
    unavailable: "This page is not available at the moment",
    try_again: "Please try again in a minute.",
    no_script: "The link above works, but without JavaScript your time in class is not recorded.",
};

const AMHARIC: Texts = Texts {
    tag: "am",
    direction: "ltr",
    name: "አማርኛ",
    languages: "ቋንቋ",
    your_class: "ትምህርትዎ",
    join: "ትምህርቱን በZoom ይቀላቀሉ",
    zoom_does_not_open: "Zoom አይከፈትም?",
    open_app: "በZoom መተግበሪያ ይክፈቱ",
    copy: "ሊንኩን ይቅዱ",
    copied: "ተቀድቷል",
    time_in_class: "በትምህርት ላይ ያሳለፉት ጊዜ",
    connecting: "በመገናኘት ላይ …",
    connected: "ተገናኝቷል፦ ጊዜዎ እየተቆጠረ ነው።",
    offline: "ግንኙነት የለም",
    ending: "በመጨረስ ላይ …",
    goes_on: "ይህን ገጽ ክፍት ያድርጉት፤ ግንኙነቱ ሲመለስ ጊዜዎ መቆጠሩን ይቀጥላል።",
    wait_to_end: "ግንኙነቱ እስኪመለስ ይህን ገጽ ክፍት ያድርጉት።",
    keep_open: "በትምህርቱ ጊዜ ይህን ገጽ ክፍት ያድርጉት፤ ጊዜዎን ይቆጥራል።",
    end: "ትምህርቱን ይጨርሱ",
    ended: "ትምህርቱ አብቅቷል",
    ended_elsewhere: "በሌላ መስኮት፣ በሌላ መሣሪያ ወይም በትምህርት ቤቱ ተጠናቋል።",
    recorded: "የተመዘገበው፦",
    minutes: "ደቂቃ",
    not_counted_any_more: "እንደገና በZoom መቀላቀል ይችላሉ፤ ነገር ግን ያ ጊዜ አይቆጠርም። ትምህርቱ ከቀጠለ መምህርዎን አዲስ ሊንክ ይጠይቁ።",
    expired: "የዚህ ሊንክ ጊዜ አልፏል",
    bad_link: "ይህን ሊንክ መጠቀም አይቻልም",
    ask_teacher: "መምህርዎን አዲስ ሊንክ ይጠይቁ።",
    unknown: "እዚህ ምንም ትምህርት የለም",
    open_message: "ከትምህርት ቤትዎ በመጣው መልእክት ያለውን ሊንክ እንደገና ይክፈቱ።",
    unavailable: "ይህ ገጽ ለጊዜው አይገኝም",
    try_again: "እባክዎ ከአንድ ደቂቃ በኋላ እንደገና ይሞክሩ።",
    no_script: "ከላይ ያለው ሊንክ ይሠራል፤ ነገር ግን ያለ JavaScript የትምህርት ጊዜዎ አይመዘገብም።",
};

const ARABIC: Texts = Texts {
    tag: "ar",
    direction: "rtl",
    name: "العربية",
    languages: "اللغة",
    your_class: "درسك",
    join: "انضم إلى الدرس على Zoom",
    zoom_does_not_open: "ألا يفتح Zoom؟",
    open_app: "افتح في تطبيق Zoom",
    copy: "انسخ الرابط",
    copied: "تم النسخ",
    time_in_class: "الوقت في الدرس",
    connecting: "جارٍ الاتصال …",
    connected: "متصل: وقتك محسوب.",
    offline: "لا يوجد اتصال",
    ending: "جارٍ الإنهاء …",
    goes_on: "أبقِ هذه الصفحة مفتوحة: يستمر احتساب وقتك عند عودة الاتصال.",
    wait_to_end: "أبقِ هذه الصفحة مفتوحة حتى يعود الاتصال.",
    keep_open: "أبقِ هذه الصفحة مفتوحة أثناء الدرس: فهي تحسب وقتك.",
    end: "إنهاء الجلسة",
    ended: "انتهت الجلسة",
    ended_elsewhere: "أُنهيت من نافذة أخرى أو من جهاز آخر أو من المدرسة.",
    recorded: "المسجَّل:",
    minutes: "دقيقة",
    not_counted_any_more: "يمكنك الانضمام إلى Zoom مجددًا، لكن هذا الوقت لا يُحتسب. إذا استمر الدرس فاطلب من معلمك رابطًا جديدًا.",
    expired: "انتهت صلاحية هذا الرابط",
    bad_link: "لا يمكن استخدام هذا الرابط",
    ask_teacher: "اطلب من معلمك رابطًا جديدًا.",
    unknown: "لا يوجد درس هنا",
    open_message: "افتح الرابط في رسالة مدرستك مرة أخرى.",
    unavailable: "هذه الصفحة غير متاحة حاليًا",
    try_again: "يرجى المحاولة مرة أخرى بعد دقيقة.",
    no_script: "الرابط أعلاه يعمل، لكن من دون JavaScript لا يُسجَّل وقتك في الدرس.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_them_is_written_from_right_to_left() {
        let directions = LANGUAGES.each_ref().map(|texts| texts.direction);
        assert_eq!(directions, ["ltr", "ltr", "rtl"]);
    }
}
