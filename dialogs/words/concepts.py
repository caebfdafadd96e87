"""What words mean here: one line for each concept, its words after it. For a Finnish speaker to keep.

    viesti      viest- tekstar- sms

- `viest-` is the beginning of a word: viesti, viestejä, viestiikkää. Without the dash it is the whole word.
- Dots, capitals, the Savo svaa (ilimottautua) and doubled letters (tulloo) are taken care of.
- `!` keeps single and double letters apart: `!ääntä` must not be `antaa` (both collapse to `anta`).
- Fi, sv and en live together. A concept may have several lines. The rules that use them are in `rules`.
"""

CONCEPTS = """
turha        kenelle kehen keneltä kenen kellekään kenellä kukaan meiltä ottaa kivaa jaksa minä mä mie miä mää minua
turha        mua miua minun mun miun minulla mulla mull miulla miula minulle mulle miulle minut mut miut minusta musta
turha        miusta minuun muhun minulta multa me meidän meijän meän meillä meille meitä te teidän teijän teiltä
turha        teillä teille teitä sinä sä sie siä sinun sun siun sulla sinulla se sen sitä siitä siihen sinne siellä
turha        sieltä sillä tämä tää tän tämän tätä tässä tästä tähän tänne täällä täältä nämä nää näitä näistä nuo
turha        noita tuo tuota ne niitä itse on ois olis olisi ol oli oisko olisiko olisko onko onks ollaan oon olen
turha        olemme oomma olla voi voin voiko voinko voisin voisiko voisinko voisitko voitte voitteko voisitteko
turha        voisko voiskohan voidaanko voisitteks voiks voit voitko voida voinks pystyy pystyykö voikaan voikkaan up
turha        tuli saa saan saako saanko saisi saisin saisiko saisinko saisko sais saisinks saataisko saada saatko
turha        pitää pitäisi pitäis pitäiskö pitäisikö pitääkö täytyy täytyykö pittää haluan haluaisin haluisin haluun
turha        halluun haluaa haluamme haluaisimme haluttaisi haluttais haluaisi haluatte tahdon tahtoisin taho tahtoo
turha        tahtosin haluais haluisi halus mielellään mielelläni haluis tahdo tahto pakko kokonaan more there about
turha        по tämmöstä tämmönen tällasta tällästä tällanen tommosta semmosta semmonen miksi miks mitään mittään
turha        mittää ota ottakaa otatteko ovat en' nyt heti jo vielä viel enää ennää kans kanssa myös vaan vain ihan
turha        kyllä kyl joo no niin ja tai että jos kun sitten sit siis ny oikein oikeesti tosi hyvin varmaan ehkä taas
turha        kai ees edes nyttee kohta kiitos kiitti kiitoksia hei moi terve moikka ole hyvä olkaa hyvää päivää please
turha        pliis pls anteeksi sori miten mitä mikä mitkä mite mitenkä millä millai mitäs missä mistä mihin minne
turha        kuka ketkä kuinka mites mikäs yksi yhden yks joku jonkun jokin jotain jotakin kaikki kaikkea asia asian
turha        asiaa juttu jutun jonnekin i i'm im want to the a an my can could how do does is are you your of for it
turha        what would like vi tyvärr valitettavasti unfortunately sittenkään sittenkää tällaisia tälläisiä haluu we
turha        after in jag vill skulle hur kan man min mina mitt mig det är har en ett du ni er vad på till att om med
turha        vilken vilka which vilket måste must från from was were am this these those be been get got had us and or
turha        but they he she all any some anything something another just also too now so really ill id ive let lets
turha        should shall ska något någon någonting får fick finns här där den de dem dig oss och men så bara mycket
turha        mer också alla allt över over by at with out did joudun olemaan myö hyö oletko ootko oletteko oot olet
turha        voisi vois voisivat vieläkö oo ettehän nyttemmin varten kanssani kaa kaverin joka jotta mutta siksi
turha        sillee ihana kunnolla oma esimerkiksi have has will ha ta taitaa taisi ku ur åt upp som vår vårt our ours
turha        era hänelle time able ändå äskeinen äskeisen viimeisin viimeisen edellinen edellisen eilinen eilisen
voi          pystyy pystyykö voipi voi voin voiko voinko voida voit voisin can kan
ei           etten ettei etteivät mutten muttei ei en emme emmie emmä ette eikä inte nej not don't dont can't cant
ei           cannot no didn't won't isn't doesn't wouldn't aren't
ruotsia      jag har vill och är att med förslag hjälp

lopeta       lopeta lopetas lopettak- loppetak- loppuk- seis stop stopp stoppa stoppi stoppaa sluta avsluta stopping
lopettaa     lopettaa lopettaminen lopetus lopettamaan loppukoon
lopetan      lopetan lopettaisin lopetetaan lopetamme lopettasin
lopetin      lopetin !lopetti lopetimme !lopettan- !lopetett- !lopettelin
stop         stop stopp stoppi
viesti       viesti viestit viestitt- viestej- viestij- viestin viestien viestist- viestiä viestii tekstar-
viesti       tekstivies- tekstit sms message- meddelande- sms:t mainoks- mainost- ilmoituksia spämm- spam- posti
viesti       viesteist- text texting texted
viestejä     mainosviest- texts viestit viesteist- viestej- viestiä viestii tekstar- tekstiviestejä tekstiviestiä
viestejä     messages meddelanden mainoksia
halua        halua haluu haluais haluaisi taho tahdo haluta want vill kaipaa tarvii tarvi tarvitse
näitä        näitä näit näitähän these dessa those nuita
älä          älä elä älkää älkeä älkee elkää elekää elkee elekee
lähetä       lähet- sende- skicka- sending send sent skickar skickade lähettäny lähettänyt
laita        laita laitt-
riittää      riitti riittää riittäis loppu loppukoon eroon
tilaa        tilaa tilaan tilannut saada saanu
tilaus       tilau- prenumer- subscri-
lista        viestilist- lista listalta listalle listoilta listaltanne postituslist- tekstiviestilist- jakelu-
lista        listasta lisalt- list listan sändlistan
jono         jonoon jonotuslist- varasij- varapaik- waiting väntelist- jonossa
pois         pois poies poijes poissa
jään         jään jäämme jäädään jäisin jiän jiähän
rauhaan      rauhaan rauhassa
jätä         jättäk- jätä jätän jättämään jätämme jätetään jättäisin
unsub        unsubscrib- optout suoramarkkinointikiel- markkinointikiel-
häiritä      häirik- häirit- häirin- vaivatk- vaivaa tuputta- bother- disturb- störa stör häirits-

poistaa      bort poist- poiss- hävit- tuho- pyyhi pyyhk- unohta- unohda- radera- delete- remove- erase-
poistopyyntö poistopyyn-
unohdetuksi  unohdetuksi forgotten
liikaa       liikaa liian paljon tulee
liika        liikaa liian
tilannut     tilannut tilannu tilanneet pyytäny pyytänyt beställt ask asked ordered
kielto       esto kielto kiellän estän kieltäisin
poistaa      tyhjen- wipe
unohtaa      forget unohta- unohda- glöm
tieto        tiedo- tieon tieot tieoj- tiijo- tieto- data uppgift- information info henkilötied- henkilötiet-
tieto        henkilötiij-
tili         tilini tili tilin käyttäjätil- profiil- account konto everything kokonaan käyttäjä käyttäjän käyttäjäni
tili         historia historiani viestihistoria- keskusteluhistoria-
kaikki       kaikki kaikk allt alltihop everything all kaiken
tietoni      tietojeni tietojain tietojan- tietoin- tieton- tiijoni tietoan- tieoni
tietosuoja   nimetön nimettömänä anonyym- yksityisyy- luottamukselli- salassa tietosuoj- rekisteriselost- gdpr
tietosuoja   dataskydd- privacy tietopyyn- henkilötieto- henkilötied- tietoturva- rekisteritied- tietoturvallis-
tietosuoja   nimetöntä nimettömiä nimetönnä
turva        turvallista turvallinen turvassa safe private säkert säker privat
rekisteri    rekister- järjestelmäst- tietokan- kanna- luettelo- systeemi- database databas rekisteristä system
rekisteri    registret tietojärjestelm-
minunnumero  numeroni numeroani numerostani puhelinnumeroni
saitte       sait saitko saitte saatu saitteko näkee näkevät saatte fick got get ser sees lukee lukevat läser reads
saitte       saaneet
lukee        lukee lukevat näkee näkevät lukeeko näkeekö sees reads read läser ser luetaanko luetaan
numero       numero numeron numeroa numeroni numeroon numerost- nummer- number puhelinnumeroni
nimi         nimeni nimeä nimen nimi namn name
minut        meijät itseni itteni ihteni minut mut miut meidät mig me
minusta      koskevat koskevia minusta musta miusta minua mua minuun mig me itsestäni
omat         oma omat omia omien omista my mina mitt own
näyttää      näytä näyttäk- nähä nähdä nään näkee näen katso- kattoo tarkist- luke- show see se visa
kerätä       annet- kerää- kerätä- tallen- tallel- tallessa säilyt- käyttä- käyte- luovut- jaet- jaka- kuulu- spara-
kerätä       collect
tietää       tiedät- tiedet- tiiät- tiijät- tiiet- tietä- vet know
teillä       teillä teiltä ootte olette kaupungilla siellä teil teidän teijän

peru         peru perun perua perut perruu perruuta peruk- peruma- perumis- perutaa- perusin peruuta- peruuttaisi-
peru         peruuttak- peruuttama- peruuttami- peruutus peruutuksen peruutel- perumine-
varaus       varaus varauk- varaukse- booking reservation registration bokning
väliin       väliin välliin
luovun       luovun luovumme luovut- vapaut- vapauta
toiselle     toiselle toisen !muulle muille !muun jollekin jollekulle
peru         perumme peruis- cancel- avbok- avanmäl- avbryt- peruuttaa- ställ withdraw
perui        perui peruin peruttiin peruttu peruutettiin peruutettu peruutti peruutin perunut perunu peruuntu-
perui        peruutun-
otan         otan vedän ota vetää vedetään dra vetäisin ottaa take
pääse        pääse pääsek- päässy piäse piäsek- pease pääsis pääsisi pääsetä pääst- pääseekään piästä
tuli         tuli tul tulee tulloo får fick
tulla        tulon tuloni tule tulek- tulla tulemaan tuleman tulemis- tulemma- tullakaan komma come make !vara attend
tulla        kommer
este         este esteitä esteet estyny- ylläri yllätys menoa meno förhinder
sairas       sairas sairast- kipeä kipee kipeen- kuume- flunss- sairaa- sjuk sick ill reissussa matkoilla harmi
sairas       valitettavasti ikävä ikävästi pahoittelut pahoittelen harmillisesti töissä

ilmo         ilmo ilmon ilmot ilmoo ilmoittau- ilmottau- ilmotaut- ilmoittat- ilmottat- ilmoitau- ilmottaa- anmäl-
ilmo         registrer- register signup signing sign enroll
ilmoitin     osallistuin osallistui osallistunut osallistunu osallistuimme osallistuivat ilmoittauduin ilmottauduin
ilmoitin     ilmoittautunut ilmoittautunu ilmottautunu- ilmoittauduimme
ilmoita      ilmoitan ilmottaa ilmoita ilmota ilmoittakaa ilmottakaa ilmoittaisi ilmoittaa sign anmäl
osallistu    osallistu- osalistu- ossallistu- osanotto- delta join participate attend
sinne        sinne siihen
monta        kaksi kolme neljä viisi kaks kuusi kahdestaan kahestaan kolmestaan nelistään henkeä henkilöä hengen
monta        hengelle perhe perheen porukalla two three två tre yks kolmistaan nelisin viidestään
kirjaa       kirjaa kirjatkaa kirjaisitko kirjaisi merkitse merkitkää skriv
pidetään     järjestettään järjestetäänkö alkaa alakaa pidetään järjestetään pijetään held ordnas hålls
tulen        lähden lähtisin lähdetään tulen tulisin tuun tulisimme tullaan tulemme tulla tulisi tulisinki tulisinkin
tulen        tulemaan tuutko tulisko coming kommer tultas tultais tulisimma tulemma
tulossa      tulossa
mukaan       mukaan mukkaan mukana messiin !vara
pääsen       pääsen pääsisin pääsee pääseekö päästä pääsisikö pääsiskö pääsis pääsenkö piäsen piäsöö pääsemme
varaa        varau- !varaa varata !varaan varaisin varaaisin varatkaa boka book reserve varataan varaisimme bokar
varaa        reservera
paikka       paikka paikan paikat paikkani paikkaa paikkoj- paikalle paikkaan paikkam- plats platser seat place places
paikka       seats spot spots paikkoja
vapaa        vapaa- jäljellä jälellä tilaa mahtuu mahtuuko ledig- mahtuisko kvar left
mahtuu       mahtuu mahtuuko mahtuisko mahtuisiko mahtuis mahdumme mahdutaan room kvar left jäljellä jälellä space
lisää        lisää lissee lisätkää lisääk- add laita laittakaa kirjaa pistä put count
tapahtumaan  tapahtumaan tilaisuuteen kerhoon retkelle kurssille kahvihetkeen työpajaan iltaan asukasiltaan
tapahtumaan  konserttiin kahville juhlaan talkoisiin tapahtumiin tilaisuuksiin event tapahtummaan tapahtumasta
tapahtumaan  tapahtuman

äänestää     !äänest- !iänest- !eänest- !ianest- !anest- !äännest- !äänäst- !äänest !aanst- vote rösta röstn- votin-
äänestää     röstar omröstnin- !ännest- äänioike- budjettiäänest- rösträtt
äänestin     !äänestin !äänestimme !äänestänyt !äänestäny !äänestettiin !äänesti !äänestetty !iänestin !iänestäny
äänestin     voted röstade äänestivät äänestitte
ääni         !ääni !äänen !ääntä !ääneni !ääntäni !äänemme !äänet !ääniä !äänensä !iäni !iänen !eänen !äänten röst
ääni         rösten votes röster ääntään
antaa        antaa annan antaisin antaisimme anna annetaan ge give antas antakaa antakee
vaihtaa      vaihda- vaiht- muutta- muuta- byt- change switch
kohde        kohde kohteel- kohteen kohdetta numerolle numero project projects projekt projektet hanke hankkeet
kohde        hankkeen nummer number alternativet

tulos        lopputulo- äänestystulok- tulos tuloksia tulosten tuloksista tulokse- tulostek- !äänestysprosent-
tulos        !äänestystulo- result- !iänestystulo-
voitti       voitti voittiko voittaja voittajat voittajan voitto voittan- voittiv- won winner winners !vann vinnare
voitti       valittiin win wins godkänd accepted approved vinna
kävi         kävi kävikää !päättyi loppui gick went meni menestyi
alkaa        alkaa alako !päättyy !päättyykö loppuu aukeaa !alkoi auki käynnissä kestää begins ends
eniten       monta eniten enite mest most montako paljonko moniko many många antal flest moni
onminulla    minulla miulla mulla have har saan saa saako saadaan meillä
läpi         läpi
toteutuu     toteute- toteutu- toteuta- rakenneta-
tapahtui     tapahtui tapahtunut tapahtunu käynyt käyny happened kävi käsitelty käsitelly tuliko news saiko
rahat        rahoilla rahalla raha rahat rahoja rahojen rahaa budjetti pengar money budjettiraha- pengarna
käyttää      käytetään käytettiin käytetty menee meni kuluu jaetaan mennee käyttöön go goes används used
päätettiin   hyväksytt- päätettiin päätös päätökset päätetty päätöksi- valittiin valittu decided
valituksi    valittiin valittu valittiinko

idea         kehittämisid- kehitysid- parannusid- idea- ideo- idee- idé- iddee- ide ides itea- idoe- ajatusidea
idea         suggestion- propos- kehittämisehd- kehitysehd- ehdot- ehot- ehdut- förslag- parannusehd-
ehdotan      ehdotan ehdottaisin ehotan ehottasin ehottaisin ehdotamme ehdottaisimme ehdottasin föreslår föreslå
ehdotan      suggest propose ehottaisinki
mennyt       hän hänen oli olivat ehdotti ehdottivat ehdottanut
ideat        ideat ideoita ideoiden ideoista
aloite       !aloitteen !aloitteesta !aloitteeni !aloitetta !aloitteet !aloitteita !aloitteiden aloite kuntalaisaloit-
aloite       kuntaaloit- initiativ alote alotteen
ajatus       ajatus ajatuk- ajatust- mielip- toive toivom- toivei- toivee-
kaupunki     kaupungi- kaupunki- mikkeli- kunnal- city staden
minulla      minulla mulla miulla miula mull meillä oisi olisi ois
tarvitsen    tarvitsen tarviin tarvin tarvisin tarvitsisin tarvitsemme tarvitaan tarttis need behöver kaipaan pyydän
tarvitsen    pyytäisin toivon
mieleen      mieleen mielee mielleen mielessä
keksiä       keksi- hoksas-
parantaa     parantaa parantaisi parannet- kehittää kehittäisi kehitet- improve förbättra paremm-
antaaidea    anna antaa annan lähetä lähettää submit send jätän jättää tehdä teen tekisin esittää kertoa antamani
antaaidea    antamamme lähettämäni jättämäni tekemäni

ihminen      ihminen ihmisen ihmiselle ihmistä ihmise ihmine immeinen immeisen immeiselle person human människa
ihminen      personen
oikea        oikea oikean oikee oikeen oikeata elävä elävän riktig real actual rätt right
virkailija   virkailij- työntekij- asiakaspalve- henkilökun- palveluneuv- kundtjänst operaattor- virkamie- personal
virkailija   staff aspa asiantuntij- yhteyshenkil- customer kundservice handläggare tjänsteman
henkilö      henkilö henkilöä henkilön henkilölle henkilöö
yhteys       puhelimeen yhteys yhteyt- yhteyd- yhteyst- kontakt contact puhelinnumer- kontaktuppgift- yhteystie-
yhteys       contacts
puhua        puhuuko puhuuks puhutteko puhutaanko puhuvat puhua puhu puhun puhuisin puhella jutella juttel- keskustel-
puhua        talk speak prata pratar haastella yhistäk- yhdistä yhdistäk- yhistä tavata
joku         joku jonkun jollekin joltakin ketään ketää ketä jonkuu jollekkin someone anybody anyone någon kenellekään
joku         kukaan kettää
soita        soita soittakaa soittakee soittakoo ring call
soittaa      soita soittaa soittak- soittais- soittas- soittoo ring ringa call phone calla soitatt- soitel- soitet-
soittaa      soitteko ringer
soitto       soitto soiton soittoa soittopyyn- takaisinsoit- call puhelu puhelun puhelua puhelut telefonsamtal upprin-
robotti      robot- botti bottis botin tekoäly- automaatti bot machine maskin
minullesoi   minulle mulle miulle meille takaisin takas takasin me mig back miullekii joku jonkun
lopettatuki  tupak- röök- juomi- alkohol- päihte- pelaam- viina-
ryhmä        ryhmä ryhmää ryhmiä tuki tukea apua apuu vertaistuk-

kieli        kieliva- kielial- kieleksi kieli kielen kielellä kielelle kielet kieltä- kielenvaih- language- språk-
kieli        spraak- kiel kieliä kielillä
kieltä       helppo helppoa englanti englantia englannin englannik- ruotsi ruotsia ruotsiksi ruotsiks venäjä venäjää
kieltä       venäjäksi venäjäks ukraina ukrainaksi ukrainaa viroksi viro suomi suomea suomeksi suomeks arabia
kieltä       arabiaksi arabiaa ruotsinkiel- englanninkiel- suomenkiel- venäjänkiel- helpomm- helpolla selkeällä
kieltä       selkosuom- selkokie- english engelska svenska swedish ruotti ruotiksi suomex finnish finska russian
kieltä       russia arabic ukrainian estonian eesti русский рус russki українська українською عربي العربية somaliksi
kieltä       kurdiksi persiaksi dariksi thaiksi kiinaksi vietnamiksi saksaksi espanjaksi selkeämmin svenskaa inenglish
kieltä       keelt keeles svensk ryska arabiska enkel lätt easy simple suomella

tapahtuma    menoja menot tapahtuma tapahtumat tapahtumaa tapahtumi- tapahtuman tapahtumal- tapahtumak- tapahtumas-
tapahtuma    tapahtumo- tilaisuus tilaisuuk- tilaisuut- tilaisuud- tapaht evenemang- event- happening menovink-
tapahtuma    tapahtumatied- tapahtummii tapahtummoo händelse-
mitätap      händer tapahtuu tapahtuuko tappahtuu happens happening
ohjelma      ohjelma ohjelmaa ohjelmassa ohjelmat ohjelmisto program programme vappuohjelma jouluohjelma kesäohjelma
ohjelma      lastenohjelma viikonloppuohjelma
nimetty      asukasilt- asukastil- kahvihet- työpaj- kokoontum- kuulemistil- kerho kerhon kerhot kerhoja retki retket
nimetty      retkiä kävelykier- keskustelutil- talkoot talkoita markkin- konsert- kaffestund- invånarkväll- workshop-
tekemistä    tekemist- tehtävää puuhaa ajanviet- aktiviteet- things aktiviteter
menoa        menoa menoo mennoo
milloin      milloin millon koska mihin missä monelta moneltako mihinaikaan koskas millonka när when where var what
mihinkä      mihin mihinkä
seuraava     seuraavaksi seuraavaks seuraava seuraavat seuraavan ensi nästa next tuleva tulevat tulevia kommande
seuraava     upcoming
aika         tänään huomenna viikol ensi tällä tiistaina maanantaina keskiviikkona torstaina perjantaina lauantaina
aika         sunnuntaina viikoll- kuussa kuukaude- joulu- kesällä talvella syksyllä keväällä iltana illalla viikko
aika         aikaan aikataul- weekend ylihuomenna aamulla päivällä viikonlop- huomen tomorrow today imorgon idag kello
aika         klo week iltapäivällä iltapäivä aamupäivällä itsenäisyyspäiv- vappu- juhann- pääsiäi- helgen helg veckan
aika         ikväll kväll måndag tisdag onsdag torsdag fredag lördag söndag monday tuesday wednesday thursday friday
aika         saturday sunday tonight huominen huomisen torstain tiistain maanantain keskiviikon perjantain lauantain
aika         sunnuntain torstaista maanantaista tiistaista keskiviikosta perjantaista lauantaista sunnuntaista
mikkeliss    mikkeli- kaupungiss- torilla kirjastoss- täällä lähel- haukivuor- ristiin- anttol- suomennie- otava-
mikkeliss    michel
kenelle      nuorille lapsille ikäihmis- vanhuks- perheil- eläkelä- senior- barn barnen ungdomar kids children seniors
kenelle      pensionärer perheille nuorisolle vauvoille

apu          avustakaa avusta avustusta apua auta auttak- auttaak- autta help hjälp hjelp apuva apuu autatteko
apu          auttaisi- auttas- hjälpa hjälper
ohje         opastu- sanoja sanat käyttöohj- komento- komenno- ohje ohjeet ohjei- neuvo neuvoa neuvoja neuvok- neuvot
ohje         opasta- instruction- info käskyt käskyjä commands command kommandon
ymmärrä      ymmärr- ymmärtän- ymmärä tajua tajuu tajun- hoksaa käsitä förstår understand hiffaa
osaa         osaa ossoo osaan ossaa tiedä tiiä tiijä tiedän know vet osaatko osaatteko osaako
toimii       toimimaan toimin toimii toimia toimi tommii funkar fungerar work works toimiiko toimitaan
käyttö       käytetään käytettään käyttää käytän käyttö käytöstä käyttöö käytetä käyttämään använder använd use using
tehdä        valita valitaan tehdä tehhä teen tehä tekemään teijän kirjoittaa kirjottaa kirjoitan tehdään göra do
tehdä        write kirjoitet- kirjotet- laittaa vastata vastaan vastataan gör skriva skriver svara answer reply
tämä         tämä tää this det här tämmönen detta tän
ihmeen       ihmeen ihme oikein
kyse         varten kyse kysymys kysymyksessä
kuka         kuka ketkä kukas who vem kenen whose vems
olette       olette ootte oletta you
siellä       siellä there där
vastaa       vastata vastaa vastaako vastaatteko answer answers svarar svara
miten        kuuluu pitäs miten kuinka mitä mitenkä mite how hur millai pitää pitäis pitäisi what vad millä
mene         mene palaa palataan siirry go gå
terveys      veri- korona- labor- testi- lääkär- ottelu- peli- tentti- koe- kokeen tasapel-
tarkoittaa   tarkoittaa tarkoitetaan tarkotta- meinaa betyder mean means
palvelu      palvelu palvelun palvelua kanava systeemi homma hommaa service tjänst laite vempele numero juttu number
palvelu      nummer
mikä         mikä mitä mikäs mitäs mitkä vad what mite
maksaa       maksaa maksaako maksullinen maksullista hinta hinnat hintaa kostar cost costs price maksuton ilmainen
maksaa       maksut ilmaisia free gratis kustantaa ilmasta kostaa
paljonko     paljonko paljon mitä minkä onko mikä paljoko kuinka vad much how paljos paljonkohan

valikko      menu- etusivu- kotisivu- valikon valikk- päävalik- alkuvalik- meny menyn huvudmeny
alkuun       alkuun alkuu takaisin takas takasin tillbaka back tillbaks alusta uudestaan uudelleen om over
aloita       aloita alota aloitetaan aloittaa start begin börja starta aloitus alottaa
vaihtoehdot  vaihtoehdo- vaihtoehtoj- option- alternativ tarjolla tarjota tarjotte tarjoatte toiminnot palveluja
vaihtoehdot  palvelut palveluita toimintoja toimintojen choices valinnat
osaat        osaat osaatte osoot
tervehdys    hei heippa moi moikka moro terve tervehdys päivää huomenta iltaa !hyvää vaan vain hello there hi hey hej
tervehdys    hejsan tjena heissan hellurei moin moikkelis moikku tere morjens good morning day evening god dag
tervehdys    huomenia iltoa terppa heimo moron morjesta haloo halloo kväll taloon heissulivei terveppä kuuleeko siellä
tervehdys    kaikille

väärä        !väärälle !väärällä !väärästä viärälle !väärä !väärää !väärään !väärässä fel wrong !väärän vääräs viärä
väärä        viärree viärrään
numeroon     numero numeroon numeroo numerossa nummer number numerosta puhelinnumero nummeroon henkilölle ihmiselle
vastaanottaja vastaanottaj- mottagare recipient
väärälle     väärälle väärällä viärälle
omistaja     omistaj- owner ägare
vaihtui      vaihtunut vaihtui uusi new ny
kuulu        kuulu kuuluu kuuluvat kuuluneet tarkoitettu tarkotettu belong belongs tillhör siirtynyt siirtyi vaihtunut
kuulu        vaihtui
radera       radera delete
enää         !enää !ennää !enään mer längre anymore
ehdi         keritä keritäkään kerkiikään kerkeekään ehdikkään ehditä ehditäkään ehdi kerkeä kerkii kykene pysty
ehdi         ehdikään ehitte ehditte joudatte
kirjasto     kirjasto- sataman museo- stadion- keskus-
tallentaa    kerää- tallen- säilyt- säily-
kauanko      kauanko kauan long länge
julki        julkaist- näkyy näkyykö näytet- published visas publiceras visible public
meni         meni menikö meniks menivät pääsi pääs pääsikö pääsivät
muuta        muuta muutakin toinen
rikki        rikki rikko- hajal- hajonnut
"""
