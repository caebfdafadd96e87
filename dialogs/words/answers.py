"""Words that count only as the whole message: yes, no, thanks, and the command words that work at any step.

`ei` is no, `ei ole rahaa ruokaan` is not. The tables are for Finnish speakers to keep: entries are
separated by `|`, capitals, dots on letters and punctuation do not matter. Fi, sv and en live together: a
thread keeps its own language.
"""

import re
import unicodedata

from dialogs.words.folding import collapse, fold, plain, shorten, tokens, word_list
from dialogs.words.quotes import quotes_us, without_unseen

__all__ = ["global_word", "is_thanks", "leaning", "quotes_us", "start_word", "stop_word", "yes_no"]

LONGEST = 300
"""Characters of a message that are looked at (FINNISH.md: 10 kB took 286 ms)."""
MOST = 100
"""A longer message is never only yes, no, thanks or a command word."""

YES = word_list("""
joo | jo o | juu | ju | juuh | joo o | juu u | jep | jepu | jees | jes | kyllä | kyl | kyll | kylä
kyllä vain | kyllä vaan | kylläpä
niin | no joo | kyllähän se | toki | totta kai | tottakai | tietenkin
tietysti | tietty | ilman muuta | ehdottomasti
juuri niin | just niin
ok | okei | okay | oukei | oki | okke | k | selvä | selvä se | sopii | sopiihan se | sopii hyvin | käy
käypi | kelpaa | passoo
haluan | haluun | halluun | haluisin | haluaisin | tahdon | mielellään | mielelläni | otan | tulen
tullaan | mie tulen | oon mukana
ja | jaa | jo | jovisst | javisst | ja visst | absolut | visst | gärna | yes | yep | yeah | yea | yup
sure | of course | y
""")
YES_MORE = word_list("""
haluan | haluun | haluamme | kiitos | kiitti | mie | miä | mä | minä | se | niin | tack | gärna | please
thanks | thank you
""")

NO = word_list("""
ei | eii | e | en | ehei | eeei | eikä | eipä | eipäs | enpä | ei oo | emmä | emmie | en mie | en miä
en minä | en mä | ei käy | ei sovi
en halua | en haluu | en haluua | en halluu | en haluaisi | en tahdo | en taho | en taida | enpä taida
en ota | en tule | en voi
ei tarvitse | ei tarvi | ei tarvii | ei tarvihe | ei oo tarvis | ei ole tarvis | ei ole tarvetta
ei missään nimessä | ei missään tapauksessa
ei tänään | ei nyt | en nyt | ei vielä | en vielä | älä | elä | älkää | elekee | ei ikinä | ei ollenkaan
ei suinkaan | ei todellakaan
nej | nä | nähä | inte | nej då | no | nope | nah | no way | not now | no thanks | n
""")
NO_MORE = word_list("""
kiitos | kiitti | ei | en | mie | miä | mä | minä | nyt | vielä | tack | thanks | thank you | please
""")

THANKS = word_list("""
kiitos | kiitoksia | kiitti | kiitt | kiiti | kiitosta | kiitän | kiitoos | kittos | kiitis | kitos
kiits | kiitokset | suurkiitos | kiitoksii | kiitoksi | kiitso | kiotos | kiittipä
suurkiitokset | suuri kiitos
kiitos kiitos | tuhannet kiitokset | tack | tackar | tusen tack | thanks | thank you | thank u | thx | ty
cheers | thanks for the help | thank you for your help
ok | okei | okay | oki | selvä | asia selvä | jees | hyvä | hyvä juttu | hieno juttu | hienoa | mahtavaa
loistavaa | kiva | ihanaa | great | bra | fint | perfekt | super
спасибо | дякую | شكرا | aitäh
""")
THANKS_MORE = word_list("""
iso | isot | suuret | lämmin | lämpimät | kaunis | kaikesta | kaikille | juttu | ihan
mielettömästi | tästä | muistutuksesta | palvelusta | palvelua | kun | autoit | autoitte
kivaa | ja kumarran | many | info | answer | your | svaret | stort | ska | du | ha
paljon | kovasti | oikein | todella | tosi | hirveästi | vaan | vain | teille | teillekin | sulle
sinulle | itsellesi | itsellenne | samoin | tiedosta | avusta | vastauksesta
viestistä | nopeasta | sulle | ja | näin | hyvä | hyvää | päivää | päivänjatkoa | päivän | jatkoa
viikonloppua | iltaa | joulua | etukäteen | kauniisti | moi | hei | heippa | moikka
så | mycket | för | hjälpen | very | much | a | lot | so | you | all | for
det | the | svar | muistuttamisesta | informationen | help | hyvästä | vastasitte | vastasit
""")

STOP_ALONE = """
lopeta | lopetas | lopettakaa | lopettakee | lopettakoo | lopettakaapa | lopettaa | lopetus | stop
stoppi | stopp | stoppa | stop all | stopall | seis
quit | unsubscribe | sluta | avsluta | stäng av | lopeta viestit | lopeta viestien lähettäminen
lopeta viestien lähetys
lopettakaa viestit | lopettakaa viestien lähettäminen | lopeta nämä viestit | lopettakaa nämä viestit
lopeta tilaus | lopettakaa tilaus | seis viestit | stop viestit | stop messages | no more messages
peru tilaus | peruuta tilaus | perukaa tilaus | perun tilauksen | peruutan tilauksen
haluan perua tilauksen | peru viestit | peruuta viestit | tilauksen peruutus
opt out | leave me alone | stop texting | stop texting me | do not text me | dont text me | do not message me
take me off the list | remove me from the list | remove me from this list | lämna mig ifred
jag vill inte ha fler meddelanden | jag vill inte ha sms | ta bort mig från listan | inga mer sms | inga fler sms
skicka inga fler meddelanden | antakaa olla rauhassa | antakaa minun olla rauhassa
poista listalta | poista minut listalta | poista mut listalta | poistakaa listalta
poistakaa minut listalta | poistakaa mut listalta | pois listalta | haluan pois listalta
haluun pois listalta
ei viestejä | ei enää viestejä | ei enempää viestejä | ei enää tekstareita | viestit pois
en halua viestejä | en halua enää viestejä | en haluu enää viestejä | en halua tekstiviestejä
en halua enää tekstareita | en halua enää tekstiviestejä
en halua teiltä viestejä | en halua enempää viestejä
jättäkää rauhaan | jättäkää minut rauhaan | jättäkää mut rauhaan | skicka inte mer
skicka inte fler meddelanden | inga fler meddelanden | inga meddelanden | sluta skicka
sluta skicka meddelanden
avsluta prenumerationen | stop sending | stop sending messages | do not send | remove me
"""
_DONT_SEND = """
älä älkää älkee elä elkää elekää elkee elekee
lähetä lähettäkö lähettele lähetelkö lähettäkää laita laittako laittakaa
- enää ennää enään
- minulle mulle miulle meille
- viestejä viestiä viestii tekstiviestejä tekstareita mitään mittää näitä
- viestejä enää ennää
"""
"""One from each line in turn, `-` is nothing: `elekee lähettäkö enää miulle viestejä`."""

STOP = word_list(STOP_ALONE)
_STOP_LONG = frozenset(collapse(entry) for entry in STOP)


def _in_turn(table: str) -> re.Pattern[str]:
    """A pattern of collapsed words from a table of columns."""
    pattern = ""
    for line in table.strip().splitlines():
        words = {collapse(fold(word)) for word in line.split()}
        column = "(?:" + "|".join(sorted(words - {"-"})) + ")"
        pattern += f"(?: {column})?" if "-" in words else f" {column}"
    return re.compile(pattern)


_DONT_SEND_PATTERN = _in_turn(_DONT_SEND)

START = word_list("""
aloita | alota | aloittakaa | aloita viestit | aloita uudestaan | aloita uudelleen | viestit takaisin
haluan viestejä | start | unstop | resume | börja | starta
""")

GLOBAL = """
menu      valikko | päävalikko | valikkoon | menu | meny | huvudmeny | main menu | alkuun | takaisin alkuun
back      takaisin | takas | takasin | edellinen | back | go back | tillbaka
cancel    peru | peruuta | perukaa | cancel | avbryt
help      ohje | ohjeet | ohjeita | apua | apu | auta | auttakaa | help | hjälp | info
language  kieli | kielet | vaihda kieli | vaihda kieltä | kielen vaihto | language | languages | språk
language  byt språk
en        english | in english | englanti | englanniksi
sv        svenska | på svenska | ruotsi | ruotsiksi
fi        suomi | suomeksi | finska | på finska | finnish | in finnish
privacy   tietosuoja | tietosuojaseloste | rekisteriseloste | privacy | dataskydd
human     ihminen | ihmiselle | oikea ihminen | human | människa
call      soita | soittakaa | soittakee | soita minulle | soita mulle | ring | ring mig | call | call me
call      soittakaa minulle | soittakaa mulle | soittakaa miulle | soita miulle
my_data   omat | omat tiedot | omat tietoni | omattiedot | my data | mina uppgifter
my_ideas  ideani | omat ideat | omat ideani | my ideas | mina idéer
my_vote   ääneni | oma ääni | oma ääneni | mun ääni | min röst | my vote
no_vote   poista ääneni | poista ääni | poista mun ääni | peru ääneni | peruuta ääneni | ta bort min röst
no_vote   delete my vote | remove my vote
topics    aiheet | aiheeni | omat aiheet | aihe | ämnen | mina ämnen | topics | my topics
topics    mitä viestejä saan | mistä kerrotte | mistä te kerrotte
tell      kerro | kertokaa | saa kertoa | saatte kertoa | berätta | tell me | tell
ideas     ideat | idealista | ideas | idéer
delete    poista tietoni | poista tiedot | poista omat tiedot | poista omat tietoni
delete    delete my data | radera mina uppgifter
"""
GLOBAL_WORDS = dict.fromkeys(START, "start")
for _line in GLOBAL.strip().splitlines():
    _name, _, _table = _line.partition(" ")
    GLOBAL_WORDS |= dict.fromkeys(word_list(_table), _name)

_POLITE = word_list("kiitos | kiitti | kiitoksia | tack | please | pliis | heti | nyt | jo | ole hyvä | olkaa hyvä")
"""May follow a command word."""
_POLITE_END = re.compile(" (?:" + "|".join(sorted(_POLITE)) + ")$")

_YES_SIGNS, _NO_SIGNS = frozenset("👍👌✅✔"), frozenset("👎❌✖")
_LEADS_YES = word_list("joo | juu | jep | jees | kyllä | kyl | tottakai | yes | yeah")
_LEADS_NO = word_list("ei | eipä | nej | no")
_TURNS = word_list("ei | en | emme | mutta | inte | nej | men | not | but")
"""After a yes, these may turn it round."""


def yes_no(text: str) -> bool | None:
    """True or False when the whole message says yes or no in fi, sv or en; None otherwise."""
    if len(text) > MOST:
        return None
    words = tokens(text)
    if words:
        return words_say_yes_no(words)
    signs = set(without_unseen(text))
    yes, no = bool(signs & _YES_SIGNS), bool(signs & _NO_SIGNS)
    return yes if yes != no else None


def words_say_yes_no(words: list[str]) -> bool | None:
    """The same, for words already folded."""
    if _all_of(words, NO, NO_MORE):
        return False
    return True if _all_of(words, YES, YES_MORE) else None


def leaning(text: str) -> bool | None:
    """Which way a longer answer begins: `Joo, tullaan kahestaan` is True, `Ei, olen reissussa` False.

    Only for a step that asked yes or no, and then with care: it reads the first word and refuses `ei` or
    `en` later.
    """
    exact = yes_no(text)
    if exact is not None:
        return exact
    words = tokens(text[:LONGEST])
    if not words or len(words) > 12:
        return None
    first, rest = words[0], set(words[1:])
    if first in _LEADS_YES and not rest & _TURNS:
        return True
    comma = text.strip()[len(first) : len(first) + 1] in {",", ".", "!"}
    return False if comma and first in _LEADS_NO else None


def is_thanks(text: str) -> bool:
    """The whole message thanks, acknowledges, is emoji only, or a like that quotes us: nothing goes back."""
    if quotes_us(text):
        return True
    if len(text) > MOST:
        return False
    words = tokens(text)
    if words:
        return words_say_thanks(words)
    signs = [sign for sign in text if not sign.isspace()]
    return any(unicodedata.category(sign) == "So" for sign in signs) and not set(signs) & _NO_SIGNS


def words_say_thanks(words: list[str]) -> bool:
    """The same, for words already folded."""
    return _all_of(words, THANKS, THANKS_MORE)


def stop_word(text: str) -> bool:
    """The whole message is one of the words that stop all messages. No question is asked after these."""
    return len(text) <= LONGEST and words_say_stop(plain(text))


def words_say_stop(words: str) -> bool:
    """The same, for folded words with one space between."""
    short = collapse(_without_politeness(words))
    return short in _STOP_LONG or bool(_DONT_SEND_PATTERN.fullmatch(" " + short))


def start_word(text: str) -> bool:
    """The whole message asks for messages again after a stop."""
    return len(text) <= MOST and shorten(plain(text)) in START


def global_word(text: str) -> str | None:
    """The command word that the whole message is, at any step, or None.

    One of: stop menu back cancel help start language en sv fi privacy human call my_data my_ideas ideas
    my_vote no_vote delete topics tell.
    """
    if stop_word(text):
        return "stop"
    if len(text) > MOST:
        return None
    words = shorten(plain(text))
    return GLOBAL_WORDS.get(words) or GLOBAL_WORDS.get(_without_politeness(words))


def _without_politeness(words: str) -> str:
    """`lopeta heti kiitos` → `lopeta`."""
    while (match := _POLITE_END.search(words)) is not None:
        words = words[: match.start()]
    return words


def _all_of(words: list[str], core: frozenset[str], more: frozenset[str]) -> bool:
    """Whether the words are one or more entries of core, with words of more around: `joo joo kiitos`."""
    whole = " ".join(words)
    if whole in core:
        return True
    words = shorten(whole).split(" ")
    at, seen = 0, False
    while at < len(words):
        for length in (4, 3, 2, 1):
            phrase = " ".join(words[at : at + length])
            if phrase in core or phrase in more:
                seen = seen or phrase in core
                break
        else:
            return False
        at += length
    return seen
