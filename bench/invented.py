"""Invented ideas of residents, as many as wanted and always the same: what a search has to tell a real one from.

Our own words, put together by chance. Things and places are drawn as people mention them: a few often, most of them
seldom (the weight of the nth is 1/n).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, count
from random import Random

# of what, as many as possible; partitive, as in "lisää penkkejä"
THINGS = (
    """
penkkejä|valoja|pyöräteitä|roska-astioita|leikkipaikkoja|parkkipaikkoja|bussivuoroja|suojateitä|istutuksia
puita|latuja
opasteita|kukkia|vessoja|uimapaikkoja|keinuja|tapahtumia|konsertteja|kerhoja|kursseja|skeittipaikkoja|pyörätelineitä
kuntoilulaitteita|luontopolkuja|laavuja|nuotiopaikkoja|liikennevaloja|hidasteita|koirapuistoja|koira-aitauksia
kaukaloita
kenttiä|pelikoneita|pöytiä|katoksia|bussipysäkkejä|kaiteita|portaita|luiskia|siltoja|laitureita|venepaikkoja|saunoja
avantoja|viljelypalstoja|kasvimaita|omenapuita|marjapensaita|linnunpönttöjä|hyönteishotelleja|niittyjä|suihkulähteitä
patsaita|seinämaalauksia|taideteoksia|valotaidetta|elokuvia|teatteria|kirppiksiä|kahviloita|kioskeja|grillejä
ruokarekkoja|markkinoita|lainattavia pyöriä|sähköpotkulautoja|latauspisteitä|robottiruohonleikkureita|lumikasoja
jäteastioita|lajittelupisteitä|vaatekeräyksiä|korjauspajoja|lainattavia työkaluja|soittimia|lautapelejä|kirjahyllyjä
lukupiirejä|digineuvontaa|tietokoneita|ilmaista verkkoa|kielikahviloita|neuvontaa maahanmuuttajille|perhekahviloita
isovanhempien kerhoja|yhteislaulua|tansseja|senioritansseja|vesijumppaa|tuolijumppaa|joogaa|frisbeegolfratoja
minigolfratoja|kiipeilyseiniä|parkourtelineitä|trampoliineja|hiekkalaatikoita|liukumäkiä|pulkkamäkiä|luistelupaikkoja
hiihtokeskuksia|melontapaikkoja|kanootteja|soutuveneitä|kalastuspaikkoja|lintutorneja|näköalapaikkoja|levähdyspaikkoja
bänditiloja|nuorisotiloja|peli-iltoja|kesätöitä|harjoittelupaikkoja|mopopaikkoja|moottoriratoja|ratsastuspolkuja
koirien uimapaikkoja|vesipisteitä|juoma-automaatteja|peilejä risteyksiin|nopeusnäyttöjä|meluaitoja|alikulkuja
kiertoliittymiä
asfalttia|hiekoitusta|aurausta|lakaisua|siivousta|kunnossapitoa|vartiointia|kameroita|hätäpainikkeita|sydäniskureita
hätäsuojia|kartoittajia|kaupunkioppaita|museopäiviä|historiakylttejä|vanhoja valokuvia|sotamuistomerkkejä
satamakierroksia
risteilyjä|vesibusseja|lossivuoroja|junavuoroja|lentoja|kimppakyytejä|palvelulinjoja|taksitolppia|saattopaikkoja
kouluruokaa|kasvisruokaa|iltapalaa|läksykerhoja|uimakouluja|pesäpallokatsomoita|jalkapallomaaleja|koripallotelineitä
tenniskenttiä|sulkapalloverkkoja|pingispöytiä|petankkikenttiä|mölkkysarjoja|shakkipöytiä|krokettipelejä
rullaluisteluratoja
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
# where to or where
PLACES = (
    """
keskustaan|torille|satamaan|Rantakylään|Tuppuralaan|Otavaan|Anttolaan|Haukivuorelle|Ristiinaan|Suomenniemelle
Kalevankankaalle|Savilahteen|Laajalammelle|Lehmuskylään|Peitsariin|Kirjalaan|Urpolaan|Emolaan|Siekkilään|Launialaan
Lähemäelle|Nuijamiehen alueelle|Kaihuun|Kattilansiltaan|Saksalaan|Kaukolaan|Oravinmäelle|Rouhialaan|Karikkoon
Tusku-alueelle
Visulahteen|Vuolingolle|Silvastiin|Pitkäjärvelle|Rahulaan|Hietaniemeen|Moisioon|Sairilaan|Harjumaalle
Vanhalaan|Kinnariin
Ihastjärvelle|Kalvitsaan|Olkkolaan|Liukkolaan|Norolaan|Alamaalle|Remojärvelle|Hiirolaan|Häkkilään|Tikkalaan|Pursialaan
Kirkkopuistoon|Hänninpuistoon|Naisvuorelle|Kenkäveroon|rantapuistoon|rantaraitille|Urheilupuistoon|Hallituspuistoon
Maaherrankadulle|Porrassalmenkadulle|Savilahdenkadulle|Raatihuoneenkadulle|Mannerheimintielle|Otavankadulle
Vuorikadulle
Jääkärinkadulle|Nuijamiestenkadulle|Lönnrotinkadulle|Ristimäenkadulle|Pirttiniemenkadulle|Yrjönkadulle|Hallituskadulle
rautatieasemalle|matkakeskukseen|pääkirjastoon|uimahalliin|jäähallille|raviradalle|sairaalan lähelle|terveyskeskukseen
koulun pihalle|päiväkodin pihalle|vanhainkodille|kaupungintalolle|teatterille|museolle|tuomiokirkolle|hautausmaalle
Saimaan rantaan|uimarannalle|venerantaan|leirintäalueelle|lentokentälle|teollisuusalueelle|tehtaan alueelle
kauppakeskukseen
moottoritien varrelle|junaradan viereen|metsäpolulle|kuntoradalle|laavulle|ladun varrelle|kävelykadulle
alikulkuun|sillalle
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
BEGINNINGS = (
    """
Lisää|Haluaisin lisää|Tarvitaan|Meille|Ehdotan:|Voisiko kaupunki tehdä|Toivoisin|Pitäisi saada|Ois kiva jos ois|Idea:
Miksi ei ole|Enemmän|Uusia|Parempia|Nuorille|Lapsille|Vanhuksille|Perheille|Koululaisille|Pyörätuolilla kulkeville
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
REASONS = (
    """
Nyt siellä ei ole mitään.|Talvella siellä on liian pimeää.|Lapset tarvitsevat tekemistä.
Vanhukset eivät jaksa kävellä kauas.
Autot ajavat siellä liian kovaa.|Moni asukas on toivonut tätä.|Se ei maksaisi paljon.
Naapurikaupungissa sellainen on jo.
Turistit kysyvät tätä joka kesä.|Roskat lojuvat maassa.|Nuoret viettävät aikaa ostoskeskuksessa.
Yhdistys voisi auttaa työssä.
Kesällä siellä käy paljon väkeä.|Tie on kuoppainen ja märkä.|Lumi jää siihen koko talveksi.|Se toisi iloa arkeen.
Tapasimme siellä ennen naapureita.|Liikuntaa kaikille ilman maksua.|Koiran kanssa ei ole paikkaa mihin mennä.
Kiitos etukäteen!
Lastenvaunuilla ei pääse läpi.|Pyörätuolilla matka on vaikea.|Vanha on laho ja ruma.|Ilta on nuorille pitkä.
Sieltä näkyy koko järvi.|Bussi ei kulje sunnuntaina.|Yksinäisyys on suuri ongelma.|Musiikki kuuluu kaikille.
Meluun ja pölyyn auttaisi aita.|Kauppa suljettiin viime vuonna.|Kyläläiset tekisivät talkoot.
Lintuja on siellä satoja.
Kannattaisi kysyä koululaisilta.|Sama toimii hyvin Kuopiossa.|Puistossa istuu juopuneita.
Tulva nousi taloihin keväällä.
Luonto on meille tärkeä.|Vettä seisoo ojassa.|Kaupungin tontti on tyhjä.|Apurahaakin voisi hakea.
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def _by_rank(words: list[str]) -> list[float]:
    return list(accumulate(1 / n for n in range(1, len(words) + 1)))


def invented(seed: int = 1) -> Iterator[str]:
    """Ideas without end: one to three sentences, no two alike."""
    chance = Random(seed)
    things, places = list(THINGS), list(PLACES)
    chance.shuffle(things)
    chance.shuffle(places)
    of_things, of_places = _by_rank(things), _by_rank(places)
    seen: set[str] = set()
    for _ in count():
        thing = chance.choices(things, cum_weights=of_things)[0]
        place = chance.choices(places, cum_weights=of_places)[0]
        said = [f"{chance.choice(BEGINNINGS)} {thing} {place}."]
        if chance.random() < 0.3:
            said.append(f"Myös {chance.choice(things)} voisi laittaa {chance.choice(places)}.")
        said += chance.sample(REASONS, chance.choice((0, 1, 1, 2)))
        text = " ".join(said)
        if text not in seen:
            seen.add(text)
            yield text
