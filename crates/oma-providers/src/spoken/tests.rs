use super::*;

fn english(text: &str) -> String {
    said(text, Language::EnUs)
}

fn portuguese(text: &str) -> String {
    said(text, Language::PtBr)
}

fn said(text: &str, language: Language) -> String {
    let words = words(text, language);
    assert_eq!(words.len(), text.split_whitespace().count(), "{text}");
    words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check(say: fn(&str) -> String, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(written, spoken)| say(written) != *spoken)
        .map(|(written, spoken)| format!("{written}\n  is    {}\n  not   {spoken}", say(written)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn plain_words_stay_as_they_are() {
    for text in ["Every morning, 'ours' starts (slowly).", "It's now or never!", "don't stop"] {
        assert_eq!(english(text), text);
    }
    assert_eq!(portuguese("À mão, a três ruas daqui."), "À mão, a três ruas daqui.");
    assert_eq!(english("**Fresh** ☕ now 🎉"), "Fresh now");
    assert_eq!(english("early—every day"), "early— every day");
}

#[test]
fn english_money() {
    check(
        english,
        &[
            ("Only $19.99 today.", "Only nineteen dollars and ninety-nine cents today."),
            ("for $1, not $0.99!", "for one dollar, not ninety-nine cents!"),
            ("$2.5M raised", "two point five million dollars raised"),
            ("$2.5 million.", "two point five million dollars."),
            ("US$ 10k", "ten thousand dollars"),
            ("$10-15 each", "ten to fifteen dollars each"),
            ("€5 or 5€ or £20", "five euros or five euros or twenty pounds"),
            ("-$20", "minus twenty dollars"),
            ("$9/month", "nine dollars per month"),
            ("R$ 50", "fifty reais"),
        ],
    );
}

#[test]
fn portuguese_money() {
    check(
        portuguese,
        &[
            ("Por R$ 19,90.", "Por dezenove reais e noventa centavos."),
            ("R$1.250,50", "mil duzentos e cinquenta reais e cinquenta centavos"),
            ("R$ 1,5 milhão", "um vírgula cinco milhão de reais"),
            ("R$ 2 mil por mês", "dois mil reais por mês"),
            ("R$ 1.000.000", "um milhão de reais"),
            ("R$ 1", "um real"),
            ("US$ 5 e € 2", "cinco dólares e dois euros"),
            ("R$ 49,90/mês", "quarenta e nove reais e noventa centavos por mês"),
            ("R$ 0,50", "cinquenta centavos"),
        ],
    );
}

#[test]
fn english_dates_and_times() {
    check(
        english,
        &[
            ("On 2026-11-22.", "On November twenty-second, twenty twenty-six."),
            ("11/22/2026", "November twenty-second, twenty twenty-six"),
            ("Nov 22 at 8:30", "November twenty-second at eight thirty"),
            ("Nov. 3, 2026", "November third, twenty twenty-six"),
            ("In 1999, and since 2005", "In nineteen ninety-nine, and since two thousand five"),
            ("the 1990s", "the nineteen nineties"),
            ("at 9 am", "at nine a.m"),
            ("at 9:05 a.m. sharp", "at nine oh five a.m sharp"),
            ("8:00 to 17:30", "eight o'clock to seventeen thirty"),
            ("1500 people", "fifteen hundred people"),
            ("2019-2023", "twenty nineteen to twenty twenty-three"),
            ("May I? I may.", "May I? I may."),
        ],
    );
}

#[test]
fn portuguese_dates_and_times() {
    check(
        portuguese,
        &[
            ("Em 22/11/2026.", "Em vinte e dois de novembro de dois mil e vinte e seis."),
            ("2026-05-01", "primeiro de maio de dois mil e vinte e seis"),
            ("1 de maio", "primeiro de maio"),
            ("22 de nov", "vinte e dois de novembro"),
            ("das 8h às 14h30", "das oito horas às catorze e trinta"),
            ("à 1h", "à uma hora"),
            ("às 21:15", "às vinte e uma e quinze"),
            ("desde 1998", "desde mil novecentos e noventa e oito"),
        ],
    );
}

#[test]
fn english_numbers_and_units() {
    check(
        english,
        &[
            ("1,250 users, 10k fans", "one thousand two hundred fifty users, ten thousand fans"),
            ("up 12% or 3.5 %", "up twelve percent or three point five percent"),
            ("10-15 people", "ten to fifteen people"),
            ("10-15%", "ten to fifteen percent"),
            ("the 1st and 22nd", "the first and twenty-second"),
            ("1 km and 5 kg, 500ml", "one kilometer and five kilograms, five hundred milliliters"),
            ("-5°C at 100 km/h", "minus five degrees Celsius at one hundred kilometers per hour"),
            ("16GB, 300 Mbps", "sixteen gigabytes, three hundred megabits per second"),
            ("open 24/7", "open twenty-four seven"),
            ("10x faster, 100+ shops", "ten times faster, more than one hundred shops"),
            ("1/2 price, 9/10 agree", "one half price, nine out of ten agree"),
            ("we are #1", "we are number one"),
            ("4K MP3 COVID-19", "four K MP three COVID nineteen"),
            ("version 2.0.", "version two point zero."),
            ("2 million", "two million"),
        ],
    );
}

#[test]
fn portuguese_numbers_agree_and_have_units() {
    check(
        portuguese,
        &[
            ("2 lojas e 2 carros", "duas lojas e dois carros"),
            ("21 pessoas", "vinte e uma pessoas"),
            ("200 cidades", "duzentas cidades"),
            ("2 mil pessoas", "duas mil pessoas"),
            ("1.000.000 pessoas", "um milhão de pessoas"),
            ("1 dia, 1 vez", "um dia, uma vez"),
            ("1º lugar, 2ª loja", "primeiro lugar, segunda loja"),
            ("12,5% a mais", "doze vírgula cinco por cento a mais"),
            ("10-15 dias", "dez a quinze dias"),
            ("80 m² e 1,5 km", "oitenta metros quadrados e um vírgula cinco quilômetro"),
            ("30 min, 2 h", "trinta minutos, duas horas"),
            ("10x mais, 100+ lojas", "dez vezes mais, mais de cem lojas"),
            ("nº 5, #1", "número cinco, número um"),
            ("1/2 hora", "meia hora"),
            ("1/2 litro", "meio litro"),
            ("10 mil e 5k", "dez mil e cinco mil"),
        ],
    );
}

#[test]
fn addresses_and_telephones() {
    check(
        english,
        &[
            ("Visit https://www.oma.dev/start.", "Visit oma dot dev slash start."),
            ("hello@corner-coffee.com", "hello at corner dash coffee dot com"),
            ("@oma_films #MadeByHand", "at oma underscore films hashtag Made By Hand"),
            ("Call 555-1234!", "Call five five five, one two three four!"),
            ("+1 (415) 555-0100", "plus one, (four one five) five five five, zero one zero zero"),
            ("Node.js and the end.Then", "Node.js and the end.Then"),
        ],
    );
    check(
        portuguese,
        &[
            ("ola@padaria.com.br", "ola arroba padaria ponto com ponto B.R"),
            ("loja.com.br/promo", "loja ponto com ponto B.R barra promo"),
            ("(11) 98765-4321", "(um um) nove oito sete seis cinco, quatro três dois um"),
            ("0800 123 4567", "zero oito zero zero, um dois três, quatro cinco seis sete"),
        ],
    );
}

#[test]
fn abbreviations_signs_and_initials() {
    check(
        english,
        &[
            (
                "Dr. Smith of St. Paul lives on Main St. now",
                "Doctor Smith of Saint Paul lives on Main Street now",
            ),
            (
                "apples, e.g. red ones, etc. Then more",
                "apples, for example red ones, et cetera. Then more",
            ),
            ("tea, cakes, etc.", "tea, cakes, et cetera."),
            ("Q&A & more, and/or less", "Q and A and more, and or less"),
            ("No. 5, but no. Never", "number five, but no. Never"),
            (
                "Our CEO loves APIs, HTML and the U.S. too",
                "Our C.E.O loves A.P.I's, H.T.M.L and the U.S too",
            ),
            ("FREE and NEW", "FREE and NEW"),
        ],
    );
    check(
        portuguese,
        &[
            ("O Sr. e a Sra. Lima, Av. Brasil", "O senhor e a senhora Lima, avenida Brasil"),
            ("pães, bolos, etc.", "pães, bolos, etcétera."),
            ("P&D c/ IA", "P e D com I.A"),
            ("CNPJ e CEO", "C.N.P.J e C.E.O"),
            ("é NOVO", "é NOVO"),
        ],
    );
}
