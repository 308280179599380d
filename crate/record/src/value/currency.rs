//! Currencies: ISO 4217 codes, and the signs that stand for them.

/// The active codes of ISO 4217 (list one, 2024), in alphabetical order.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD \
CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL \
HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD \
MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR \
SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES \
VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// Signs and names, longer before shorter where one begins another (CLDR currency symbols and
/// their narrow and local forms). A dollar, crown or yen sign alone depends on the place: see
/// [`by_place`].
const SIGNS: &[(&str, &str)] = &[
    ("US$", "USD"),
    ("CA$", "CAD"),
    ("AU$", "AUD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("MX$", "MXN"),
    ("NT$", "TWD"),
    ("SG$", "SGD"),
    ("C$", "CAD"),
    ("A$", "AUD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("$US", "USD"),
    ("$CA", "CAD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₹", "INR"),
    ("CN¥", "CNY"),
    ("JP¥", "JPY"),
    ("円", "JPY"),
    ("元", "CNY"),
    ("人民币", "CNY"),
    ("₩", "KRW"),
    ("₽", "RUB"),
    ("₺", "TRY"),
    ("₫", "VND"),
    ("₪", "ILS"),
    ("₴", "UAH"),
    ("₱", "PHP"),
    ("₦", "NGN"),
    ("฿", "THB"),
    ("₡", "CRC"),
    ("₲", "PYG"),
    ("₸", "KZT"),
    ("zł", "PLN"),
    ("zl", "PLN"),
    ("Kč", "CZK"),
    ("Ft", "HUF"),
    ("lei", "RON"),
    ("лв", "BGN"),
    ("SFr.", "CHF"),
    ("Fr.", "CHF"),
    ("SFr", "CHF"),
    ("Rs.", "INR"),
    ("Rs", "INR"),
    ("Euro", "EUR"),
    ("euros", "EUR"),
    ("euro", "EUR"),
    ("kr.", "kr"),
    ("kr", "kr"),
    ("Kr", "kr"),
    ("$", "$"),
    ("¥", "¥"),
];

/// The code itself, where it is one of ISO 4217.
pub(crate) fn code(word: &str) -> Option<&'static str> {
    if word.len() != 3 || !word.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    // Codes are three letters and a space: a hit at any other offset is none.
    let at = CODES.match_indices(word).map(|(at, _)| at).find(|at| at % 4 == 0)?;
    CODES.get(at..at + 3)
}

/// A currency at the start or the end of a text: its code or sign, and the text without it.
pub(crate) fn split(text: &str) -> Option<(&'static str, &str)> {
    let first = text.get(..3).and_then(code).map(|code| (code, &text[3..]));
    let last = text.len().checked_sub(3).and_then(|at| Some((code(text.get(at..)?)?, &text[..at])));
    let (code, rest) = first.or(last).or_else(|| {
        SIGNS.iter().find_map(|(sign, code)| {
            let rest = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign))?;
            Some((*code, rest))
        })
    })?;
    // "ERROR" ends in no currency, and "Straße 5 kr" begins with no amount: digits must be next to it.
    rest.bytes().any(|b| b.is_ascii_digit()).then(|| (code, rest.trim()))
}

/// A code or sign that stands alone.
pub(crate) fn alone(text: &str) -> Option<&'static str> {
    code(text).or_else(|| SIGNS.iter().find(|(sign, _)| *sign == text).map(|(_, code)| *code))
}

/// What a sign of several countries means on a page in these languages.
pub(crate) fn by_place(sign: &'static str, regions: &[String]) -> Option<&'static str> {
    let first = |table: &[(&str, &'static str)]| {
        regions
            .iter()
            .find_map(|region| table.iter().find(|(place, _)| place == region).map(|(_, code)| *code))
    };
    match sign {
        "$" => first(&[
            ("US", "USD"),
            ("CA", "CAD"),
            ("AU", "AUD"),
            ("NZ", "NZD"),
            ("SG", "SGD"),
            ("HK", "HKD"),
            ("MX", "MXN"),
            ("AR", "ARS"),
            ("CL", "CLP"),
            ("CO", "COP"),
            ("TW", "TWD"),
        ])
        // CLDR writes only the United States' dollar without a letter in most languages.
        .or(Some("USD")),
        "¥" => first(&[("JP", "JPY"), ("ja", "JPY"), ("CN", "CNY"), ("zh", "CNY")]),
        "kr" => first(&[
            ("SE", "SEK"),
            ("sv", "SEK"),
            ("NO", "NOK"),
            ("nb", "NOK"),
            ("no", "NOK"),
            ("DK", "DKK"),
            ("da", "DKK"),
            ("IS", "ISK"),
        ]),
        code => Some(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_stand_before_and_after() {
        assert_eq!(split("€ 12"), Some(("EUR", "12")));
        assert_eq!(split("12.50USD"), Some(("USD", "12.50")));
        assert_eq!(split("CA$5"), Some(("CAD", "5")));
        assert_eq!(split("1 200 kr"), Some(("kr", "1 200")));
        assert_eq!(split("ERROR"), None);
        assert_eq!(split("ABC 12"), None);
    }

    #[test]
    fn only_codes_are_codes() {
        assert_eq!(code("EUR"), Some("EUR"));
        assert_eq!(code("DAF"), None);
        assert_eq!(code("eur"), None);
    }

    #[test]
    fn shared_signs_follow_the_place() {
        let regions = |tag: &str| tag.split('-').rev().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(by_place("$", &regions("en-AU")), Some("AUD"));
        assert_eq!(by_place("$", &regions("de-DE")), Some("USD"));
        assert_eq!(by_place("¥", &regions("zh")), Some("CNY"));
        assert_eq!(by_place("kr", &regions("en")), None);
    }
}
