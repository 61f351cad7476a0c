//! The text of a file, whatever program saved it.

use encoding_rs::{
    EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1254, WINDOWS_1256,
};

/// Tried in this order where a file is not UTF-8: the first one in which the headers are known counts.
const OLD_ENCODINGS: [&Encoding; 8] = [
    WINDOWS_1252,
    WINDOWS_1251,
    WINDOWS_1254,
    WINDOWS_1250,
    WINDOWS_1256,
    SHIFT_JIS,
    EUC_KR,
    GBK,
];

/// Returns the texts that the bytes may stand for, the likeliest first.
pub(super) fn possible_texts(bytes: &[u8]) -> Vec<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return vec![encoding.decode_without_bom_handling(rest).0.into_owned()];
    }

    // In UTF-16 without a mark, every second byte of plain letters is zero.
    let certain = match bytes {
        [0, _, ..] => Some(UTF_16BE),
        [_, 0, ..] => Some(UTF_16LE),
        _ if std::str::from_utf8(bytes).is_ok() => Some(UTF_8),
        _ => None,
    };

    certain
        .map_or(OLD_ENCODINGS.to_vec(), |encoding| vec![encoding])
        .into_iter()
        .map(|encoding| encoding.decode_without_bom_handling(bytes).0.into_owned())
        .collect()
}
