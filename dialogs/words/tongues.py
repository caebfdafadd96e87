"""Messages in a language that we do not speak: which one it is, and the one sentence that answers it.

By the script first; in Latin letters by small words that Finnish, Swedish and English do not have. It would rather say
nothing than be wrong: two different signs at least, and more of them than of Finnish, Swedish or English words.

No speaker has checked the sentences yet; docs/texts.md shows them for that.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.words.folding import plain, tokens, word_list

MOST = 300  # characters that are looked at
ENOUGH = 2  # different signs of a language
SHARE = 4  # one word in so many is a sign


@dataclass(frozen=True)
class Tongue:
    """A language, what we answer in it, and what that means; `names` are whole messages that ask for it."""

    english: str
    sentence: str
    means: str
    names: str = ""
    crisis: str = ""
    violence: str = ""
    """The answers to words of despair and of violence, where Mieli ry has a crisis line in the language."""


_MEANS = "Write to us in {language}: a person reads your message."

TONGUES: dict[str, Tongue] = {
    "ru": Tongue(
        "Russian",
        "Пишите нам по-русски: ваше сообщение прочитает человек.",
        _MEANS,
        "русский | по-русски | по русски | русский язык | на русском | venäjä | venäjäksi | ryska | russian",
        "Если вы в опасности, звоните 112. Кризисная линия по-русски: 09 2525 0115. Мы читаем сообщения в рабочие дни.",
        "Помощь днём и ночью: 112 и 080 005 005. Мы читаем сообщения в рабочие дни.",
    ),
    "uk": Tongue(
        "Ukrainian",
        "Пишіть нам українською: ваше повідомлення прочитає людина.",
        _MEANS,
        "українська | українською | українська мова | ukrainaksi | ukrainska | ukrainian",
        "Якщо ви в небезпеці, дзвоніть 112. Кризова лінія українською: 09 2525 0114."
        " Ми читаємо повідомлення в робочі дні.",
        "Допомога вдень і вночі: 112 і 080 005 005. Ми читаємо повідомлення в робочі дні.",
    ),
    "et": Tongue(
        "Estonian",
        "Kirjutage meile eesti keeles: teie sõnumit loeb inimene.",
        _MEANS,
        "eesti | eesti keel | eesti keeles | viroksi | estniska | estonian",
    ),
    "ar": Tongue(
        "Arabic",
        "اكتب لنا بالعربية: سيقرأ رسالتك إنسان.",
        _MEANS,
        "العربية | عربي | بالعربية | اللغة العربية | arabiaksi | arabiska | arabic",
        "إذا كنت في خطر فاتصل بالرقم 112. خط الأزمات بالعربية: 0925250113. نقرأ الرسائل في أيام العمل.",
        "المساعدة ليلا ونهارا: 112 و080005005. نقرأ الرسائل في أيام العمل.",
    ),
    "fa": Tongue(
        "Persian",
        "برای ما به فارسی بنویسید: یک انسان پیام شما را می‌خواند.",
        _MEANS,
        "فارسی | دری | به فارسی | persiaksi | farsi | dari | persiska | persian",
    ),
    "so": Tongue(
        "Somali",
        "Noogu soo qor af Soomaali: qof baa akhrin doona fariintaada.",
        _MEANS,
        "soomaali | af soomaali | afsoomaali | somali | somaliksi | somaliska",
    ),
    "th": Tongue("Thai", "เขียนถึงเราเป็นภาษาไทยได้ มีคนอ่านข้อความของคุณ", _MEANS, "ไทย | ภาษาไทย | thai | thaiksi"),
    "zh": Tongue("Chinese", "您可以用中文写给我们，会有人阅读您的消息。", _MEANS, "中文 | kiinaksi | chinese"),
    "vi": Tongue(
        "Vietnamese",
        "Hãy viết bằng tiếng Việt: sẽ có người đọc tin nhắn của bạn.",
        _MEANS,
        "tiếng việt | vietnamiksi | vietnamese",
    ),
    "de": Tongue(
        "German",
        "Schreiben Sie uns auf Deutsch: Ein Mensch liest Ihre Nachricht.",
        _MEANS,
        "deutsch | auf deutsch | saksaksi | tyska | german",
    ),
    "es": Tongue(
        "Spanish",
        "Escríbanos en español: una persona leerá su mensaje.",
        _MEANS,
        "español | en español | espanjaksi | spanska | spanish",
    ),
    "fr": Tongue(
        "French",
        "Écrivez-nous en français : une personne lira votre message.",
        _MEANS,
        "français | en français | ranskaksi | franska | french",
    ),
    "pl": Tongue(
        "Polish",
        "Proszę pisać po polsku: wiadomość przeczyta człowiek.",
        _MEANS,
        "polski | po polsku | puolaksi | polska",
    ),
    "tr": Tongue(
        "Turkish",
        "Bize Türkçe yazın: mesajınızı bir insan okuyacak.",
        _MEANS,
        "türkçe | turkiksi | turkiska | turkish",
    ),
    "other": Tongue(
        "another script",
        "You can write in your own language: a person reads your message.",
        "The same, in English.",
    ),
}
"""By code of ISO 639-1; "other" answers scripts of which we know no sentence."""

_NAMED = {name: code for code, tongue in TONGUES.items() for name in word_list(tongue.names)}

_SIGNS = {
    "et": "tere ma kas mis mida tahan soovin palun aitäh kuidas mul mulle sa te teie eesti keelt räägite saan saab"
    " ning või oleks olen meie siin kus millal jah ole pole aru abi linna",
    "so": "waan waxaan waxa rabaa iyo waa maxaa fadlan mahadsanid caawimaad oo aan magaalada sidee ayaan ayay uu ku"
    " iska wanaagsan salaan qof baa caruurta af soo noogu qor doona",
    "de": "ich und nicht ist sie wir möchte wie kann danke bitte für mit eine einen der das hallo guten sprechen wo"
    " gibt auf haben sprechen schreiben uns ihre deutsch ein mensch",
    "es": "hola que los las una para por con quiero cómo está gracias señor puedo dónde hay favor mi español ustedes"
    " necesito",
    "fr": "bonjour je vous nous est les une pour avec merci comment ne pas suis voudrais où quand s'il plaît du des"
    " parlez habite",
    "pl": "jest nie się czy dzień dobry proszę dziękuję jak chcę mam dla gdzie kiedy można mówi po polsku",
    "tr": "merhaba ve bir bu için nasıl teşekkürler lütfen ne var istiyorum misiniz nerede ben siz mı mi konuşuyor",
    "vi": "xin chào tôi không có là và bạn cảm ơn muốn ở được cho người",
}
_OURS = {
    "fi": "ja on ei en se että mä mie miä minä me mun mulla miulla voi kun niin mutta olisi ois haluan haluaisin missä"
    " mitä mikä tämä siellä hei moi moro terve kiitos vai jos kuin oma mukaan äänestää peru ei te sa ma pois mul",
    "sv": "och är det jag inte en ett på för med hej tack som vill kan att har när hur var du vi de den till om ni mig",
    "en": "the and is to i you it not for with a an hello hi thanks want can how where when in of my me we are do this"
    " there please",
}
_UKRAINIAN = frozenset(
    tokens("де можна дякую доброго дня як що це будь ласка треба мені вулиця знайти добрий жити померти")
)
"""Words without a letter of its own that are not Russian."""
_LETTERS = {
    "et": "õ",
    "de": "ß",
    "es": "ñ¿¡",
    "fr": "œçêà",
    "pl": "ąęłńśźż",
    "tr": "ğşı",
    "vi": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ",
}
_WORDS = {code: frozenset(tokens(words)) for code, words in {**_SIGNS, **_OURS}.items()}
_CYRILLIC, _ARABIC, _THAI, _HAN = "cyrillic", "arabic", "thai", "han"
_RANGES = (
    (0x0400, 0x052F, _CYRILLIC),
    (0x0600, 0x06FF, _ARABIC),
    (0x0750, 0x077F, _ARABIC),
    (0x08A0, 0x08FF, _ARABIC),
    (0xFB50, 0xFEFC, _ARABIC),
    (0x0E00, 0x0E7F, _THAI),
    (0x4E00, 0x9FFF, _HAN),
)
_LATIN = ((0x00, 0x2AF), (0x1E00, 0x1EFF))


def tongue(text: str) -> str | None:
    """The language of a message, a key of TONGUES; None for Finnish, Swedish, English and what may be these."""
    looked_at = text[:MOST]
    if not looked_at.isascii() and (script := _script(looked_at)):
        return _by_script(script, looked_at)
    return _by_words(looked_at)


def named(text: str) -> str | None:
    """The language whose name the whole message is: `русский`, `eesti keeles`."""
    return _NAMED.get(plain(text)) if len(text) <= MOST else None


def _script(text: str) -> str:
    """The script of most letters; "" for Latin."""
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            script = _of_letter(ord(letter))
            counts[script] = counts.get(script, 0) + 1
    most = max(counts, key=lambda script: counts[script], default="")
    return most if counts.get(most, 0) >= ENOUGH or most == _HAN else ""


def _of_letter(point: int) -> str:
    if any(first <= point <= last for first, last in _LATIN):
        return ""
    return next((script for first, last, script in _RANGES if first <= point <= last), "other")


def _by_script(script: str, text: str) -> str:
    match script:
        case "cyrillic":
            letters = set(text.lower())
            ukrainian = letters & set("іїєґ") or _UKRAINIAN.intersection(tokens(text))
            return "uk" if ukrainian and not letters & set("ыэъё") else "ru"
        case "arabic":
            if set("ێۆەڵڕےٹڈ") & set(text):  # Kurdish, Urdu
                return "other"
            return "fa" if set("پچژگیک") & set(text) else "ar"
        case "thai":
            return "th"
        case "han":
            return "zh"
    return "other"


def _by_words(text: str) -> str | None:
    words = tokens(text)
    if not words:
        return None
    said = set(words)
    letters = set(text.lower())
    signs = {code: len(said & _WORDS[code]) + len(letters & set(_LETTERS.get(code, ""))) for code in _SIGNS}
    best = max(signs, key=lambda code: signs[code])
    ours = max(len(said & _WORDS[code]) for code in _OURS)
    sure = signs[best] >= ENOUGH and signs[best] > ours and signs[best] * SHARE >= len(said)
    return best if sure and sum(count == signs[best] for count in signs.values()) == 1 else None
