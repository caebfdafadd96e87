"""What words mean here: one line for each concept, its words after it. For a Finnish speaker to keep.

    viesti      viest- tekstar- sms

- `viest-` is the beginning of a word: viesti, viestejä, viestiikkää. Without the dash it is the whole word.
- Dots, capitals, the Savo svaa (ilimottautua) and doubled letters (tulloo) are taken care of.
- `!` keeps single and double letters apart: `!ääntä` must not be `antaa` (both collapse to `anta`).
- Fi, sv and en live together. A concept may have several lines. The rules that use them are in `rules`.
"""

CONCEPTS = """
turha        kenelle kehen keneltä kenen kellekään kenellä kukaan meiltä ottaa kivaa jaksa minä mä mie
turha        miä mää minua mua miua minun mun miun minulla mulla mull miulla miula minulle mulle miulle
turha        minut mut miut minusta musta miusta minuun muhun minulta multa me meidän meijän meän meillä
turha        meille meitä te teidän teijän teiltä teillä teille teitä sinä sä sie siä sinun sun siun
turha        sulla sinulla se sen sitä siitä siihen sinne siellä sieltä sillä tämä tää tän tämän tätä
turha        tässä tästä tähän tänne täällä täältä nämä nää näitä näistä nuo noita tuo tuota ne niitä
turha        itse on ois olis olisi ol oli oisko olisiko olisko onko onks ollaan oon olen olemme oomma
turha        olla voi voin voiko voinko voisin voisiko voisinko voisitko voitte voitteko voisitteko
turha        voisko voiskohan voidaanko voisitteks voiks voit voitko voida voinks pystyy pystyykö voikaan
turha        voikkaan up tuli saa saan saako saanko saisi saisin saisiko saisinko saisko sais saisinks
turha        saataisko saada saatko pitää pitäisi pitäis pitäiskö pitäisikö pitääkö täytyy täytyykö
turha        pittää haluan haluaisin haluisin haluun halluun haluaa haluamme haluaisimme haluttaisi
turha        haluttais haluaisi haluatte tahdon tahtoisin taho tahtoo tahtosin haluais haluisi halus
turha        mielellään mielelläni haluis tahdo tahto pakko kokonaan more there about по tämmöstä
turha        tämmönen tällasta tällästä tällanen tommosta semmosta semmonen miksi miks mitään mittään
turha        mittää ota ottakaa otatteko ovat en' nyt heti jo vielä viel enää ennää kans kanssa myös vaan
turha        vain ihan kyllä kyl joo no niin ja tai että jos kun sitten sit siis ny oikein oikeesti tosi
turha        hyvin varmaan ehkä taas kai ees edes nyttee kohta kiitos kiitti kiitoksia hei moi terve
turha        moikka ole hyvä olkaa hyvää päivää please pliis pls anteeksi sori miten mitä mikä mitkä mite
turha        mitenkä millä millai mitäs missä mistä mihin minne kuka ketkä kuinka mites mikäs yksi yhden
turha        yks joku jonkun jokin jotain jotakin kaikki kaikkea asia asian asiaa juttu jutun jonnekin i
turha        i'm im want to the a an my can could how do does is are you your of for it what would like
turha        vi tyvärr valitettavasti unfortunately sittenkään sittenkää tällaisia tälläisiä haluu haluais
turha        we after
turha        in jag vill skulle hur kan man min mina mitt mig det är har en ett du ni er vad på till att
turha        om med vilken vilka
voi          voi voin voiko voinko voida voit voisin can kan
ei           etten ettei etteivät mutten muttei
ei           ei en emme emmie emmä ette eikä inte nej not don't dont can't cant cannot no
ruotsia      jag har vill och är att med förslag hjälp

lopeta       lopeta lopetas lopettak- loppetak- loppuk- seis stop stopp stoppa stoppi stoppaa sluta
lopeta       avsluta
lopettaa     lopettaa lopettaminen lopetus lopettamaan loppukoon
lopetan      lopetan lopettaisin lopetetaan lopetamme lopettasin
lopetin      lopetin !lopetti lopetimme !lopettan- !lopetett- !lopettelin
viesti       viesti viestit viestitt- viestej- viestij- viestin viestien viestist- viestiä viestii
viesti       tekstar- tekstivies- tekstit sms message- meddelande- sms:t mainoks- mainost- ilmoituksia
viesti       spämm- spam- posti
viestejä     mainosviest- texts viestit viesteist- viestej- viestiä viestii tekstar- tekstiviestejä tekstiviestiä
viestejä     messages meddelanden mainoksia
älä          älä elä älkää älkeä älkee elkää elekää elkee elekee
lähetä       lähet- sende- skicka- sending send
laita        laita laitt-
riittää      riitti riittää riittäis loppu loppukoon eroon
tilaa        tilaa tilaan tilannut saada saanu
tilaus       tilau- prenumer- subscri-
lista        viestilist- lista listalta listalle listoilta listaltanne postituslist- tekstiviestilist- jakelu-
lista        listasta lisalt-
pois         pois poies poijes
jään         jään jäämme jäädään jäisin jiän jiähän
rauhaan      rauhaan
jätä         jättäk- jätä jätän jättämään jätämme jätetään jättäisin
unsub        unsubscrib- optout suoramarkkinointikiel- markkinointikiel-
häiritä      häirik- häirit- häirin- vaivatk- vaivaa tuputta-

poistaa      bort poist- poiss- hävit- tuho- pyyhi pyyhk- unohta- unohda- radera- delete- remove- erase-
poistopyyntö poistopyyn-
unohdetuksi  unohdetuksi forgotten
liikaa       liikaa liian paljon tulee
tilannut     tilannut tilannu tilanneet
kielto       esto kielto kiellän estän kieltäisin
poistaa      tyhjen-
unohtaa      forget unohta- unohda- glöm
tieto        tiedo- tieon tieot tieoj- tiijo- tieto- data uppgift- information info henkilötied-
tieto        henkilötiet- henkilötiij-
tili         tilini tili tilin käyttäjätil- profiil- account konto everything kokonaan
tietoni      tietojeni tietojain tietojan- tietoin- tieton- tiijoni tietoan- tieoni
tietosuoja   nimetön nimettömänä anonyym- yksityisyy- luottamukselli- salassa tietosuoj- rekisteriselost-
tietosuoja   gdpr dataskydd- privacy tietopyyn- henkilötieto- henkilötied- tietoturva- rekisteritied-
rekisteri    rekister- järjestelmäst- tietokan- kanna- luettelo- systeemi-
minunnumero  numeroni numeroani numerostani puhelinnumeroni
saitte       sait saitko saitte saatu saitteko näkee näkevät saatte
numero       numero numeron numeroa numeroni numeroon numerost- nummer- number puhelinnumeroni
nimi         nimeni nimeä nimen nimi namn name
minut        meijät itseni itteni ihteni minut mut miut meidät mig me
minusta      koskevat koskevia minusta musta miusta minua mua minuun mig me itsestäni
omat         oma omat omia omien omista my mina mitt own
näyttää      näytä näyttäk- nähä nähdä nään näkee näen katso- kattoo tarkist- luke- show see se visa
kerätä       annet- kerää- kerätä- tallen- tallel- tallessa säilyt- käyttä- käyte- luovut- jaet- jaka-
kerätä       kuulu- spara- collect
tietää       tiedät- tiedet- tiiät- tiijät- tiiet- tietä- vet know
teillä       teillä teiltä ootte olette kaupungilla siellä

peru         peru perun perua perut perruu perruuta peruk- peruma- perumis- perutaa- perusin peruuta-
peru         peruuttaisi- peruuttak- peruuttama- peruuttami- peruutus peruutuksen peruutel- perumine-
varaus       varaus varauk- varaukse- booking reservation registration bokning
väliin       väliin välliin
luovun       luovun luovumme luovut- vapaut- vapauta
peru         perumme peruis- cancel- avbok- avanmäl- avbryt- peruuttaa-
perui        perui peruin peruttiin peruttu peruutettiin peruutettu peruutti peruutin perunut perunu
perui        peruuntu- peruutun-
pääse        pääse pääsek- päässy piäse piäsek- pease pääsis pääsisi pääsetä pääst- pääseekään piästä
tuli         tuli tul tulee tulloo
tulla        tulon tuloni tule tulek- tulla tulemaan tuleman tulemis- tulemma- tullakaan komma come make
este         este esteitä esteet estyny- ylläri yllätys menoa meno
sairas       sairas sairast- kipeä kipee kipeen- kuume- flunss- sairaa- sjuk sick ill reissussa matkoilla
sairas       harmi valitettavasti ikävä ikävästi pahoittelut pahoittelen harmillisesti töissä

ilmo         ilmo ilmon ilmot ilmoo ilmoittau- ilmottau- ilmotaut- ilmoittat- ilmottat- ilmoitau-
ilmo         ilmottaa- anmäl- registrer- register signup signing sign enroll
ilmoitin     osallistuin osallistui osallistunut osallistunu osallistuimme osallistuivat ilmoittauduin
ilmoitin     ilmottauduin ilmoittautunut ilmoittautunu ilmottautunu- ilmoittauduimme
ilmoita      ilmoitan ilmottaa ilmoita ilmota ilmoittakaa ilmottakaa ilmoittaisi ilmoittaa sign anmäl
osallistu    osallistu- osalistu- ossallistu- osanotto- delta join participate attend
sinne        sinne siihen
monta        kaksi kolme neljä viisi kaks kuusi kahdestaan kahestaan kolmestaan nelistään henkeä henkilöä
monta        hengen hengelle perhe perheen porukalla
kirjaa       kirjaa kirjatkaa kirjaisitko kirjaisi merkitse merkitkää
pidetään     järjestettään järjestetäänkö alkaa alakaa pidetään järjestetään pijetään
tulen        lähden lähtisin lähdetään tulen tulisin tuun tulisimme tullaan tulemme tulla tulisi
tulen        tulisinki tulisinkin tulemaan tuutko tulisko
tulossa      tulossa
mukaan       mukaan mukkaan mukana messiin
pääsen       pääsen pääsisin pääsee pääseekö päästä pääsisikö pääsiskö pääsis pääsenkö piäsen piäsöö
pääsen       pääsemme
varaa        varau- varaa varata varaan varaisin varaaisin varatkaa boka book reserve
paikka       paikka paikan paikat paikkani paikkaa paikkoj- paikalle paikkaan paikkam- plats platser seat
vapaa        vapaa- jäljellä jälellä tilaa mahtuu mahtuuko ledig-
lisää        lisää lissee lisätkää lisääk- add laita laittakaa kirjaa pistä
tapahtumaan  tapahtumaan tilaisuuteen kerhoon retkelle kurssille kahvihetkeen työpajaan iltaan
tapahtumaan  asukasiltaan konserttiin kahville juhlaan talkoisiin tapahtumiin tilaisuuksiin event
tapahtumaan  tapahtummaan tapahtumasta tapahtuman

äänestää     !äänest- !iänest- !eänest- !ianest- !anest- !äännest- !äänäst- !äänest !aanst- vote rösta
äänestää     röstn- votin- röstar omröstnin- !ännest-
äänestin     !äänestin !äänestimme !äänestänyt !äänestäny !äänestettiin !äänesti !äänestetty !iänestin
äänestin     !iänestäny voted röstade
ääni         !ääni !äänen !ääntä !ääneni !ääntäni !äänemme !äänet !ääniä !äänensä !iäni !iänen !eänen
ääni         !äänten röst rösten
antaa        antaa annan antaisin antaisimme anna annetaan ge give antas
vaihtaa      vaihda- vaiht- muutta- muuta- byt- change switch
kohde        kohde kohteel- kohteen kohdetta numerolle numero

tulos        lopputulo- äänestystulok- tulos tuloksia tulosten tuloksista tulokse- tulostek-
tulos        !äänestysprosent- !äänestystulo- result- !iänestystulo-
voitti       voitti voittiko voittaja voittajat voittajan voitto voittan- voittiv- won winner winners
voitti       !vann vinnare valittiin
kävi         kävi kävikää !päättyi loppui gick went meni
alkaa        alkaa alako !päättyy !päättyykö loppuu aukeaa !alkoi auki käynnissä kestää begins ends
eniten       monta eniten enite mest most montako paljonko moniko
läpi         läpi
toteutuu     toteute- toteutu- toteuta- rakenneta-
tapahtui     tapahtui tapahtunut tapahtunu käynyt käyny happened kävi
rahat        rahoilla rahalla raha rahat rahoja rahojen rahaa budjetti pengar money
käyttää      käytetään käytettiin käytetty menee meni kuluu jaetaan mennee käyttöön
päätettiin   hyväksytt- päätettiin päätös päätökset päätetty päätöksi- valittiin valittu decided
valituksi    valittiin valittu valittiinko

idea         kehittämisid- kehitysid- parannusid- idea- ideo- idee- idé- iddee- ide ides itea- idoe-
idea         ajatusidea suggestion- propos- kehittämisehd- kehitysehd- ehdot- ehot- ehdut- förslag-
idea         parannusehd-
ehdotan      ehdotan ehdottaisin ehotan ehottasin ehottaisin ehdotamme ehdottaisimme ehdottasin
mennyt       hän hänen oli olivat ehdotti ehdottivat ehdottanut
ideat        ideat ideoita ideoiden ideoista
aloite       !aloitteen !aloitteesta !aloitteeni !aloitetta !aloitteet !aloitteita !aloitteiden aloite
aloite       kuntalaisaloit- kuntaaloit- initiativ alote alotteen
ajatus       ajatus ajatuk- ajatust- mielip- toive toivom- toivei- toivee-
kaupunki     kaupungi- kaupunki- mikkeli- kunnal- city staden
minulla      minulla mulla miulla miula mull meillä oisi olisi ois
tarvitsen    tarvitsen tarviin tarvin tarvisin tarvitsisin tarvitsemme tarvitaan tarttis need behöver
tarvitsen    kaipaan pyydän pyytäisin toivon
mieleen      mieleen mielee mielleen mielessä
keksiä       keksi- hoksas-
antaaidea    anna antaa annan lähetä lähettää submit send jätän jättää tehdä teen tekisin esittää kertoa

ihminen      ihminen ihmisen ihmiselle ihmistä ihmise ihmine immeinen immeisen immeiselle person human
ihminen      människa personen
oikea        oikea oikean oikee oikeen oikeata elävä elävän riktig real actual
virkailija   virkailij- työntekij- asiakaspalve- henkilökun- palveluneuv- kundtjänst operaattor-
virkailija   virkamie- personal staff aspa asiantuntij- yhteyshenkil- customer
henkilö      henkilö henkilöä henkilön henkilölle henkilöö
yhteys       puhelimeen yhteys yhteyt- yhteyd- yhteyst- kontakt contact puhelinnumer-
puhua        puhuuko puhuuks puhutteko puhutaanko puhuvat puhua puhu puhun puhuisin puhella jutella
puhua        juttel- keskustel- talk speak prata pratar haastella yhistäk- yhdistä yhdistäk- yhistä
puhua        tavata
joku         joku jonkun jollekin joltakin ketään ketää ketä jonkuu jollekkin someone anybody anyone
joku         någon kenellekään
soita        soita soittakaa soittakee soittakoo ring call
soittaa      soita soittaa soittak- soittais- soittas- soittoo ring ringa call phone calla soitatt-
soittaa      soitel- soitet- soitteko
soitto       soitto soiton soittoa soittopyyn- takaisinsoit- call
robotti      robot- botti bottis botin tekoäly- automaatti bot machine maskin
minullesoi   minulle mulle miulle meille takaisin takas takasin me mig back miullekii joku jonkun
lopettatuki  tupak- röök- juomi- alkohol- päihte- pelaam- viina-
ryhmä        ryhmä ryhmää ryhmiä tuki tukea apua apuu vertaistuk-

kieli        kieliva- kielial- kieleksi kieli kielen kielellä kielelle kielet kieltä- kielenvaih-
kieli        language- språk- spraak- kiel
kieltä       helppo helppoa englanti englantia englannin englannik- ruotsi ruotsia ruotsiksi ruotsiks
kieltä       venäjä venäjää venäjäksi venäjäks ukraina ukrainaksi ukrainaa viroksi viro suomi suomea
kieltä       suomeksi suomeks arabia arabiaksi arabiaa ruotsinkiel- englanninkiel- suomenkiel-
kieltä       venäjänkiel- helpomm- helpolla selkeällä selkosuom- selkokie- english engelska svenska
kieltä       swedish ruotti ruotiksi suomex finnish finska russian russia arabic ukrainian estonian eesti
kieltä       русский рус russki українська українською عربي العربية somaliksi kurdiksi persiaksi dariksi
kieltä       thaiksi kiinaksi vietnamiksi saksaksi espanjaksi selkeämmin svenskaa inenglish

tapahtuma    menoja menot tapahtuma tapahtumat tapahtumaa tapahtumi- tapahtuman tapahtumal- tapahtumak-
tapahtuma    tapahtumas- tapahtumo- tilaisuus tilaisuuk- tilaisuut- tilaisuud- tapaht evenemang- event-
tapahtuma    happening menovink- tapahtumatied- tapahtummii tapahtummoo
mitätap      händer tapahtuu tapahtuuko tappahtuu happens happening
ohjelma      ohjelma ohjelmaa ohjelmassa ohjelmat ohjelmisto program programme
nimetty      asukasilt- asukastil- kahvihet- työpaj- kokoontum- kuulemistil- kerho kerhon kerhot kerhoja
nimetty      retki retket retkiä kävelykier- keskustelutil- talkoot talkoita markkin- konsert-
tekemistä    tekemist- tehtävää puuhaa ajanviet- aktiviteet-
milloin      milloin millon koska mihin missä monelta moneltako mihinaikaan koskas millonka när when
milloin      where var what
seuraava     seuraavaksi seuraavaks seuraava seuraavat seuraavan ensi nästa next tuleva tulevat tulevia
seuraava     kommande upcoming
aika         tänään huomenna viikol ensi tällä tiistaina maanantaina keskiviikkona torstaina perjantaina
aika         lauantaina sunnuntaina viikoll- kuussa kuukaude- joulu- kesällä talvella syksyllä keväällä
aika         iltana illalla viikko aikaan aikataul- weekend ylihuomenna aamulla päivällä viikonlop-
aika         huomen tomorrow today imorgon idag kello klo week
mikkeliss    mikkeli- kaupungiss- torilla kirjastoss- täällä lähel- haukivuor- ristiin- anttol-
mikkeliss    suomennie- otava-
kenelle      nuorille lapsille ikäihmis- vanhuks- perheil- eläkelä- senior-

apu          avustakaa avusta avustusta apua auta auttak- auttaak- autta help hjälp hjelp apuva apuu
apu          autatteko auttaisi- auttas-
ohje         opastu- sanoja sanat käyttöohj- komento- komenno- ohje ohjeet ohjei- neuvo neuvoa neuvoja
ohje         neuvok- neuvot opasta- instruction- info
ymmärrä      ymmärr- ymmärtän- ymmärä tajua tajuu tajun- hoksaa käsitä förstår understand hiffaa
osaa         osaa ossoo osaan ossaa tiedä tiiä tiijä tiedän know vet
toimii       toimimaan toimin toimii toimia toimi tommii funkar fungerar work works toimiiko toimitaan
käyttö       käytetään käytettään käyttää käytän käyttö käytöstä käyttöö käytetä käyttämään använder
käyttö       använd use using
tehdä        valita valitaan tehdä tehhä teen tehä tekemään teijän kirjoittaa kirjottaa kirjoitan tehdään
tehdä        göra do write kirjoitet- kirjotet- laittaa vastata vastaan vastataan
tämä         tämä tää this det här tämmönen
kyse         varten kyse kysymys kysymyksessä
kuka         kuka ketkä kukas who vem
siellä       siellä there där
vastaa       vastata vastaa vastaako vastaatteko
miten        kuuluu pitäs miten kuinka mitä mitenkä mite how hur millai pitää pitäis pitäisi
mene         mene palaa palataan siirry go gå
terveys      veri- korona- labor- testi- lääkär- ottelu- peli- tentti- koe- kokeen
tarkoittaa   tarkoittaa tarkoitetaan tarkotta- meinaa betyder mean means
palvelu      palvelu palvelun palvelua kanava systeemi homma hommaa service tjänst laite vempele numero
palvelu      juttu
mikä         mikä mitä mikäs mitäs mitkä vad what mite
maksaa       maksaa maksaako maksullinen maksullista hinta hinnat hintaa kostar cost costs price maksuton
maksaa       ilmainen maksut
paljonko     paljonko paljon mitä minkä onko mikä paljoko kuinka vad much how

valikko      menu- etusivu- kotisivu- valikon valikk- päävalik- alkuvalik- meny menyn huvudmeny
alkuun       alkuun alkuu takaisin takas takasin tillbaka back tillbaks alusta
aloita       aloita alota aloitetaan aloittaa start begin börja starta aloitus alottaa
vaihtoehdot  vaihtoehdo- vaihtoehtoj- option- alternativ tarjolla tarjota tarjotte tarjoatte toiminnot
tervehdys    hei heippa moi moikka moro terve tervehdys päivää huomenta iltaa !hyvää vaan vain hello
tervehdys    there hi hey hej hejsan tjena heissan hellurei moin moikkelis moikku tere morjens good
tervehdys    morning day evening god dag huomenia iltoa terppa heimo

väärä        väärälle väärällä väärästä viärälle
väärä        väärä väärää väärään väärässä fel wrong väärän vääräs viärä viärree viärrään
numeroon     numero numeroon numeroo numerossa nummer number numerosta puhelinnumero nummeroon henkilölle
numeroon     ihmiselle
radera       radera delete
enää         !enää !ennää !enään mer längre anymore
ehdi         keritä keritäkään kerkiikään kerkeekään ehdikkään ehditä ehditäkään
ehdi         ehdi kerkeä kerkii kykene pysty ehdikään
kirjasto     kirjasto- sataman museo- stadion- keskus-
tallentaa    kerää- tallen- säilyt-
meni         meni menikö meniks menivät pääsi pääs pääsikö pääsivät
muuta        muuta muutakin toinen
rikki        rikki rikko- hajal- hajonnut
"""
