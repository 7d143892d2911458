//! ISO 3166-1 alpha-2 country codes (iso.org, officially assigned codes), plus `EU` (exceptionally reserved) and
//! `XK` (user-assigned, in general use for Kosovo).

#[cfg(feature = "source")]
use std::collections::HashMap;
#[cfg(feature = "source")]
use std::sync::LazyLock;

#[cfg(feature = "source")]
use super::import::name::normal;

const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV \
BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO \
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU \
MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB \
SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY \
UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW EU XK";

/// Whether this is a country's code.
///
/// ```
/// use imprint::source::country::is_country;
/// assert!(is_country("GB") && !is_country("UK") && !is_country("gb"));
/// ```
pub fn is_country(code: &str) -> bool {
    code.len() == 2 && CODES.split(' ').any(|known| known == code)
}

/// The code itself, if it is one.
pub fn code(text: &str) -> Option<&'static str> {
    (text.len() == 2).then(|| CODES.split(' ').find(|known| *known == text)).flatten()
}

/// The short English name of a country by its code.
///
/// ```
/// assert_eq!(imprint::source::country::name("IR"), Some("Iran"));
/// ```
pub fn name(code: &str) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == code).and_then(|(_, names)| names.split('|').next())
}

/// The code of a country by its code or one of its English names, in any case of letters.
///
/// ```
/// use imprint::source::country::by_plain_name;
/// assert_eq!((by_plain_name("germany"), by_plain_name("de"), by_plain_name("Europe")), (Some("DE"), Some("DE"), None));
/// ```
pub fn by_plain_name(name: &str) -> Option<&'static str> {
    let upper = name.to_uppercase();
    code(&upper).or_else(|| {
        let bears = |names: &str| names.split('|').any(|known| known.to_uppercase() == upper);
        NAMES.iter().find(|(_, names)| bears(names)).map(|(code, _)| *code)
    })
}

/// The code of a country by an English name as lists write it; upper and lower case, accents and punctuation do not
/// matter.
///
/// ```
/// use imprint::source::country::by_name;
/// assert_eq!(by_name("Korea, North"), Some("KP"));
/// assert_eq!(by_name("GREAT BRITAIN"), Some("GB"));
/// assert_eq!(by_name("Côte d'Ivoire"), Some("CI"));
/// assert_eq!(by_name("Europe"), None);
/// ```
#[cfg(feature = "source")]
pub fn by_name(name: &str) -> Option<&'static str> {
    static CODES_BY_NAME: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
        let names = NAMES.iter().flat_map(|(code, names)| names.split('|').map(move |name| (name, *code)));
        names.map(|(name, code)| (normal(name), code)).collect()
    });
    CODES_BY_NAME.get(&normal(name)).copied()
}

/// Code, then the English names by which lists know the country: the short name of ISO 3166, then others in use.
const NAMES: &[(&str, &str)] = &[
    ("AD", "Andorra"),
    ("AE", "United Arab Emirates|UAE"),
    ("AF", "Afghanistan"),
    ("AG", "Antigua and Barbuda"),
    ("AI", "Anguilla"),
    ("AL", "Albania"),
    ("AM", "Armenia"),
    ("AO", "Angola"),
    ("AQ", "Antarctica"),
    ("AR", "Argentina"),
    ("AS", "American Samoa"),
    ("AT", "Austria"),
    ("AU", "Australia"),
    ("AW", "Aruba"),
    ("AX", "Åland Islands|Aland Islands"),
    ("AZ", "Azerbaijan"),
    ("BA", "Bosnia and Herzegovina|Bosnia"),
    ("BB", "Barbados"),
    ("BD", "Bangladesh"),
    ("BE", "Belgium"),
    ("BF", "Burkina Faso"),
    ("BG", "Bulgaria"),
    ("BH", "Bahrain"),
    ("BI", "Burundi"),
    ("BJ", "Benin"),
    ("BL", "Saint Barthélemy|Saint Barthelemy"),
    ("BM", "Bermuda"),
    ("BN", "Brunei Darussalam|Brunei"),
    ("BO", "Bolivia|Bolivia, Plurinational State of"),
    ("BQ", "Bonaire, Sint Eustatius and Saba|Bonaire"),
    ("BR", "Brazil"),
    ("BS", "Bahamas|The Bahamas|Bahamas, The"),
    ("BT", "Bhutan"),
    ("BV", "Bouvet Island"),
    ("BW", "Botswana"),
    ("BY", "Belarus|Byelorussia"),
    ("BZ", "Belize"),
    ("CA", "Canada"),
    ("CC", "Cocos (Keeling) Islands"),
    (
        "CD",
        "Congo, The Democratic Republic of the|Democratic Republic of the Congo|Democratic Republic of Congo|DR Congo",
    ),
    ("CF", "Central African Republic"),
    ("CG", "Congo|Republic of the Congo|Congo, Republic of the"),
    ("CH", "Switzerland"),
    ("CI", "Côte d'Ivoire|Ivory Coast|Cote d'Ivoire"),
    ("CK", "Cook Islands"),
    ("CL", "Chile"),
    ("CM", "Cameroon"),
    ("CN", "China|People's Republic of China"),
    ("CO", "Colombia"),
    ("CR", "Costa Rica"),
    ("CU", "Cuba"),
    ("CV", "Cabo Verde|Cape Verde"),
    ("CW", "Curaçao|Curacao"),
    ("CX", "Christmas Island"),
    ("CY", "Cyprus"),
    ("CZ", "Czechia|Czech Republic"),
    ("DE", "Germany"),
    ("DJ", "Djibouti"),
    ("DK", "Denmark"),
    ("DM", "Dominica"),
    ("DO", "Dominican Republic"),
    ("DZ", "Algeria"),
    ("EC", "Ecuador"),
    ("EE", "Estonia"),
    ("EG", "Egypt"),
    ("EH", "Western Sahara"),
    ("ER", "Eritrea"),
    ("ES", "Spain"),
    ("ET", "Ethiopia"),
    ("EU", "European Union|Europen Union"),
    ("FI", "Finland"),
    ("FJ", "Fiji"),
    ("FK", "Falkland Islands (Malvinas)|Falkland Islands"),
    ("FM", "Micronesia, Federated States of|Micronesia"),
    ("FO", "Faroe Islands"),
    ("FR", "France"),
    ("GA", "Gabon"),
    ("GB", "United Kingdom|Great Britain|UK|England|Scotland|Wales|Northern Ireland"),
    ("GD", "Grenada"),
    ("GE", "Georgia|Republic of Georgia"),
    ("GF", "French Guiana"),
    ("GG", "Guernsey"),
    ("GH", "Ghana"),
    ("GI", "Gibraltar"),
    ("GL", "Greenland"),
    ("GM", "Gambia|The Gambia|Gambia, The"),
    ("GN", "Guinea"),
    ("GP", "Guadeloupe"),
    ("GQ", "Equatorial Guinea"),
    ("GR", "Greece"),
    ("GS", "South Georgia and the South Sandwich Islands"),
    ("GT", "Guatemala"),
    ("GU", "Guam"),
    ("GW", "Guinea-Bissau"),
    ("GY", "Guyana"),
    ("HK", "Hong Kong|Hong Kong SAR"),
    ("HM", "Heard Island and McDonald Islands"),
    ("HN", "Honduras"),
    ("HR", "Croatia"),
    ("HT", "Haiti"),
    ("HU", "Hungary"),
    ("ID", "Indonesia"),
    ("IE", "Ireland|Republic of Ireland"),
    ("IL", "Israel"),
    ("IM", "Isle of Man"),
    ("IN", "India"),
    ("IO", "British Indian Ocean Territory"),
    ("IQ", "Iraq"),
    ("IR", "Iran|Iran, Islamic Republic of"),
    ("IS", "Iceland"),
    ("IT", "Italy"),
    ("JE", "Jersey"),
    ("JM", "Jamaica"),
    ("JO", "Jordan"),
    ("JP", "Japan"),
    ("KE", "Kenya"),
    ("KG", "Kyrgyzstan"),
    ("KH", "Cambodia"),
    ("KI", "Kiribati"),
    ("KM", "Comoros"),
    ("KN", "Saint Kitts and Nevis|St. Kitts and Nevis"),
    (
        "KP",
        "North Korea|Korea, Democratic People's Republic of|Korea, North|DPRK|Democratic People's Republic of Korea",
    ),
    ("KR", "South Korea|Korea, Republic of|Korea, South|Korea Republic of|Republic of Korea|Korea"),
    ("KW", "Kuwait"),
    ("KY", "Cayman Islands"),
    ("KZ", "Kazakhstan"),
    ("LA", "Laos|Lao People's Democratic Republic|Lao"),
    ("LB", "Lebanon"),
    ("LC", "Saint Lucia|St. Lucia"),
    ("LI", "Liechtenstein"),
    ("LK", "Sri Lanka"),
    ("LR", "Liberia"),
    ("LS", "Lesotho"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("LV", "Latvia"),
    ("LY", "Libya"),
    ("MA", "Morocco"),
    ("MC", "Monaco"),
    ("MD", "Moldova|Moldova, Republic of"),
    ("ME", "Montenegro"),
    ("MF", "Saint Martin (French part)|Saint Martin"),
    ("MG", "Madagascar"),
    ("MH", "Marshall Islands"),
    ("MK", "North Macedonia|Macedonia"),
    ("ML", "Mali"),
    ("MM", "Myanmar|Burma"),
    ("MN", "Mongolia"),
    ("MO", "Macao|Macau"),
    ("MP", "Northern Mariana Islands"),
    ("MQ", "Martinique"),
    ("MR", "Mauritania"),
    ("MS", "Montserrat"),
    ("MT", "Malta"),
    ("MU", "Mauritius"),
    ("MV", "Maldives"),
    ("MW", "Malawi"),
    ("MX", "Mexico"),
    ("MY", "Malaysia"),
    ("MZ", "Mozambique"),
    ("NA", "Namibia"),
    ("NC", "New Caledonia"),
    ("NE", "Niger"),
    ("NF", "Norfolk Island"),
    ("NG", "Nigeria"),
    ("NI", "Nicaragua"),
    ("NL", "Netherlands|The Netherlands|Holland"),
    ("NO", "Norway"),
    ("NP", "Nepal"),
    ("NR", "Nauru"),
    ("NU", "Niue"),
    ("NZ", "New Zealand"),
    ("OM", "Oman"),
    ("PA", "Panama"),
    ("PE", "Peru"),
    ("PF", "French Polynesia"),
    ("PG", "Papua New Guinea"),
    ("PH", "Philippines"),
    ("PK", "Pakistan"),
    ("PL", "Poland"),
    ("PM", "Saint Pierre and Miquelon"),
    ("PN", "Pitcairn"),
    ("PR", "Puerto Rico"),
    ("PS", "Palestine, State of|Palestine|Palestinian|Palestinian territories|West Bank"),
    ("PT", "Portugal"),
    ("PW", "Palau"),
    ("PY", "Paraguay"),
    ("QA", "Qatar"),
    ("RE", "Réunion|Reunion"),
    ("RO", "Romania"),
    ("RS", "Serbia"),
    ("RU", "Russian Federation|Russia"),
    ("RW", "Rwanda"),
    ("SA", "Saudi Arabia"),
    ("SB", "Solomon Islands"),
    ("SC", "Seychelles"),
    ("SD", "Sudan"),
    ("SE", "Sweden"),
    ("SG", "Singapore"),
    ("SH", "Saint Helena, Ascension and Tristan da Cunha|Saint Helena"),
    ("SI", "Slovenia"),
    ("SJ", "Svalbard and Jan Mayen"),
    ("SK", "Slovakia"),
    ("SL", "Sierra Leone"),
    ("SM", "San Marino"),
    ("SN", "Senegal"),
    ("SO", "Somalia"),
    ("SR", "Suriname"),
    ("SS", "South Sudan"),
    ("ST", "Sao Tome and Principe"),
    ("SV", "El Salvador"),
    ("SX", "Sint Maarten (Dutch part)|Sint Maarten"),
    ("SY", "Syria|Syrian Arab Republic"),
    ("SZ", "Eswatini|Swaziland"),
    ("TC", "Turks and Caicos Islands"),
    ("TD", "Chad"),
    ("TF", "French Southern Territories"),
    ("TG", "Togo"),
    ("TH", "Thailand"),
    ("TJ", "Tajikistan"),
    ("TK", "Tokelau"),
    ("TL", "Timor-Leste|East Timor"),
    ("TM", "Turkmenistan"),
    ("TN", "Tunisia"),
    ("TO", "Tonga"),
    ("TR", "Türkiye|Turkey|Turkiye"),
    ("TT", "Trinidad and Tobago"),
    ("TV", "Tuvalu"),
    ("TW", "Taiwan|Taiwan, Province of China"),
    ("TZ", "Tanzania|Tanzania, United Republic of"),
    ("UA", "Ukraine"),
    ("UG", "Uganda"),
    ("UM", "United States Minor Outlying Islands"),
    ("US", "United States|USA|United States of America|U.S.|U.S.A."),
    ("UY", "Uruguay"),
    ("UZ", "Uzbekistan"),
    ("VA", "Holy See (Vatican City State)|Vatican|Vatican City|Holy See"),
    ("VC", "Saint Vincent and the Grenadines|St. Vincent and the Grenadines"),
    ("VE", "Venezuela|Venezuela, Bolivarian Republic of"),
    ("VG", "Virgin Islands, British|British Virgin Islands"),
    ("VI", "Virgin Islands, U.S.|US Virgin Islands"),
    ("VN", "Vietnam|Viet Nam"),
    ("VU", "Vanuatu"),
    ("WF", "Wallis and Futuna"),
    ("WS", "Samoa"),
    ("XK", "Kosovo"),
    ("YE", "Yemen"),
    ("YT", "Mayotte"),
    ("ZA", "South Africa"),
    ("ZM", "Zambia"),
    ("ZW", "Zimbabwe"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_and_every_name_leads_to_its_code() {
        for code in CODES.split(' ') {
            assert!(NAMES.iter().any(|(known, _)| *known == code), "{code} has no name");
        }
        for (code, names) in NAMES {
            assert!(is_country(code), "{code}");
            for name in names.split('|') {
                assert_eq!(by_name(name), Some(*code), "{name}");
            }
        }
    }
}
