"""Which concepts together mean which intent, most important first (FINNISH.md): the first that fits wins.

    intent  how    spare : needs                      ? may stand beside         - never with

- `a + b`: both are needed. `a/b`: either. Concepts are explained in `concepts`.
- `spare`: how many other words may be left over. Numbers and everyday words (`turha`) are never left over.
- A line that begins with spaces continues the one above.
- `sure` acts, `maybe` asks first. All sure rules are tried before any maybe.
"""

RULES = """
wrong_number sure  5 : väärä + numeroon
wrong_number sure  2 : väärä + ihminen/henkilö              ? viesti lähetä
wrong_number sure  0 : väärä + vastaanottaja               ? viesti
wrong_number sure  1 : numero + omistaja                   ? vaihtui tämä joku muuta
wrong_number sure  1 : ei + numero + enää + tämä           - toimii viesti
wrong_number sure  0 : ei + oikea + numero/henkilö/ihminen  ? tämä minusta
wrong_number sure  0 : ei + kuulu + viesti                 ? numero toiselle tämä näitä
wrong_number sure  0 : ei + kuulu + numero + tämä          ? enää toiselle
wrong_number sure  0 : väärälle + viesti                   ? tuli tämä näitä meni kävi
wrong_number sure  0 : viesti/numero + toiselle            ? kuulu tämä näitä ihminen ei  - antaa

stop         sure  1 : lopeta/lopettaa/lopetan + viesti/lähetä/tilaus/lista  - lopettatuki lopetin äänestää
stop         sure  0 : lopettaa                            - lopetin
stop         sure  0 : älä + viesti                        ? enää
stop         sure  0 : lopeta + häiritä                    ? viesti
stop         sure  0 : lopeta + viesti/viestejä/näitä/tämä  ? liikaa
stop         sure  0 : ei + viesti + enää
stop         sure  0 : stop                                ? häiritä minut viestejä
stop         sure  0 : lopeta + riittää
stop         sure  0 : ei + halua + näitä                  ? viesti viestejä enää
stop         sure  0 : liika + viesti                      ? liikaa viestejä lopeta
stop         sure  0 : kielto + numero                     ? tämä
stop         sure  0 : ei + tilannut                       ? viesti viestejä tämä
stop         sure  0 : kielto + viesti                     ? lähetä
stop         sure  0 : älä + lähetä                        ? viesti viestejä ei
stop         sure  1 : älä + lähetä/laita + viesti         ? viestejä ei  - äänestää idea
stop         sure  0 : älä + häiritä                       ? ei
stop         sure  0 : riittää + viesti                    ? pois
stop         sure  0 : ei + viestejä                       ? lähetä viesti tilaa tarvitsen enää halua
stop         sure  0 : ei + lähetä + enää                  ? viesti viestejä
stop         sure  0 : ei + lähetä + minut                 ? viesti viestejä
stop         sure  1 : peru/poistaa + tilaus
stop         sure  0 : peru + viesti                       ? lähetä
stop         sure  1 : poistaa/pois + lista                ? minut nimi numero minunnumero  - lisää
stop         sure  1 : jätä/antaa + rauhaan                ? minut
stop         sure  2 : unsub
stop         sure  1 : viesti + pois                       ? minut

delete       sure  0 : poistaa + tili/minunnumero          ? minut omat
delete       sure  0 : poistaa + minusta                   ? teillä tietää kerätä
delete       sure  1 : poistaa + tieto/tietoni
                       ? omat minut minusta rekisteri teillä tietää unohtaa kerätä  - lista apu
delete       sure  0 : poistaa + numero/nimi/rekisteri     ? minut omat teillä soittaa
delete       sure  0 : ei + halua + rekisteri              ? teillä
delete       sure  0 : poistaa + kaikki                    ? minut viesti teillä minusta omat tili - idea ilmo
delete       sure  0 : ei + halua + tieto/tietoni/minunnumero
                       ? teillä omat kerätä minusta
delete       sure  0 : poistaa + minut                     ? rekisteri
delete       sure  0 : unohtaa + minut
delete       sure  1 : unohdetuksi
delete       sure  0 : poistopyyntö                        ? tietosuoja tieto
delete       sure  0 : poistaa + tietosuoja                ? minut teillä omat
delete       sure  0 : poistaa + yhteys                    ? minut teillä omat
delete       sure  1 : älä/ei + kerätä + tieto/tietoni/minunnumero
                       ? omat minusta teillä tilaa
delete       sure  0 : radera                              ? tili

cancel       sure  0 : peru
                       ? ilmo osallistu paikka tulla tulen tapahtumaan aika sairas nimetty tapahtuma mukaan
cancel       sure  1 : peru + ilmo/osallistu/paikka/tulla/tapahtumaan/tapahtuma/nimetty
                       ? aika sairas mukaan                - perui
cancel       sure  1 : peru + varaus                       ? paikka
cancel       sure  1 : väliin + jätä                       ? tapahtuma nimetty tapahtumaan
cancel       sure  2 : luovun + paikka
cancel       sure  2 : ei + pääse/tulla/ehdi + sairas/ilmo/tapahtumaan/aika
                       ? mukaan este tulen tulossa nimetty - terveys viesti idea
cancel       sure  0 : ei + ehdi                           ? tulla mukaan tapahtumaan nimetty aika
cancel       sure  0 : peru/poistaa + idea                 ? minulla omat antaaidea kaikki lähetä otan  - perui
cancel       sure  0 : idea + otan + alkuun/pois           ? omat minulla
cancel       sure  1 : poistaa + ilmo                      ? lista
cancel       sure  0 : pois/poistaa + osallistu/tapahtumaan  ? lista minut nimetty  - idea
cancel       sure  0 : jään + pois                         ? tapahtumaan nimetty aika sairas
cancel       sure  0 : ei + pääse
                       ? paikka tulla aika sairas tapahtumaan mukaan nimetty tapahtuma tulen este ehdi
                        ilmoita antaa toiselle tulossa
cancel       sure  0 : antaa + paikka + toiselle
cancel       sure  0 : ei + tulla
                       ? aika sairas tapahtumaan mukaan nimetty tulen este paikka ehdi ilmoita  - viesti
cancel       sure  0 : ei + osallistu
                       ? aika sairas tapahtumaan nimetty ehdi mukaan tapahtuma
cancel       sure  0 : este + tuli/minulla                 ? aika sairas tapahtumaan tulen ei muuta  - milloin mikä

mydata       sure  1 : tietosuoja                          ? tieto omat näyttää  - poistaa
mydata       sure  1 : tietoni
                       ? omat näyttää kerätä tietää teillä käyttää ihminen  - poistaa älä
mydata       sure  1 : tieto + omat/minusta/näyttää/kerätä/teillä  ? tietää käyttää
                       - poistaa idea tapahtuma äänestää
mydata       sure  0 : minusta + tietää/kerätä             ? teillä tieto näyttää  - ei
mydata       sure  0 : minusta + teillä + mikä
mydata       sure  0 : numero/minunnumero + teillä         ? minusta
mydata       sure  0 : minunnumero + saitte/näyttää        ? kuka ihminen
mydata       sure  0 : numero + saitte                     ? kuka omat tämä teillä miten soittaa milloin
                       - tuli väärä
mydata       sure  0 : lukee + viesti/viestejä
mydata       sure  0 : kuka + lukee                        ? viesti tehdä numero minunnumero tieto tietoni
mydata       sure  1 : julki + nimi/numero/minunnumero     ? omat kaikki
mydata       sure  0 : turva + tämä/palvelu
mydata       sure  0 : kauanko + kerätä/tallentaa          ? numero viesti tieto tietoni teillä
mydata       sure  0 : kerätä + viesti                     ? teillä
mydata       sure  0 : tallentaa + mikä                    ? teillä
mydata       sure  1 : kerätä + nimi/numero                ? minusta

results      sure  2 : tulos                               ? äänestää näyttää idea  - terveys
results      sure  0 : kävi + miten                        ? idea
results      sure  1 : voitti                              ? äänestää idea kohde ääni  - terveys
results      sure  1 : äänestää/äänestin + kävi/päätettiin  ? ääni
results      sure  1 : ääni + eniten                       ? idea kohde kuka  - onminulla vaihtaa
results      sure  1 : äänestin + eniten                   ? ihminen ääni miten paljonko
results      sure  0 : kuka + eniten
results      sure  0 : idea + kuulu + mikä
results      sure  0 : idea + meni + äänestää
results      sure  0 : idea + läpi/toteutuu/tapahtui/kävi/valituksi/päätettiin  ? käyttää pääse pääsen meni ääni
results      sure  0 : läpi + meni                         ? kohde
results      sure  0 : rahat + tehdä
results      sure  0 : toteutuu                            ? kohde päätettiin
results      sure  0 : rahat + käyttää/meni                ? käyttö
results      sure  0 : päätettiin

events       sure  0 : mihinkä + voi/pääsen + osallistu/ilmo/tapahtumaan/mukaan/tapahtuma
                       ? kaikki tulen tulla
signup       sure  2 : ilmo
                       ? aika tapahtumaan tapahtuma nimetty mukaan pääsen tulen paikka monta
                       - ei peru perui ilmoitin poistaa
signup       sure  0 : ilmoita + minut/tapahtumaan         ? aika mukaan nimetty
signup       sure  1 : osallistu                           ? aika tapahtumaan tapahtuma nimetty mukaan
                       - ei äänestää ilmoitin pois poistaa
signup       sure  0 : tulen + tapahtumaan/mukaan/sinne/nimetty/monta  ? aika  - ei tulossa viesti
signup       sure  0 : mukaan
                       ? pääsen tulen aika tapahtumaan nimetty ilmo osallistu monta vapaa  - ei
signup       sure  1 : varaa + paikka                      ? aika nimetty tapahtumaan monta
signup       sure  0 : lisää + lista/mukaan/minut
signup       sure  0 : kirjaa + minut/mukaan/lista         ? aika tapahtumaan nimetty
signup       sure  0 : tulossa                             ? aika tapahtumaan  - milloin ei mikä
signup       sure  0 : paikka + vapaa                      ? tapahtumaan nimetty aika mahtuu
signup       sure  0 : mahtuu                              ? monta mukaan tapahtumaan nimetty aika vapaa paikka  - ei
signup       sure  0 : jono                                ? lisää minut laita aika lista  - pois poistaa ei

vote         sure  2 : äänestää
                       ? ääni antaa vaihtaa kohde idea milloin alkaa aika osaa tehdä paikka  - ei äänestin
vote         sure  1 : ääni + eniten + onminulla           ? antaa miten
vote         sure  1 : äänestin + vaihtaa                  ? ääni väärä
vote         sure  1 : ääni + antaa/vaihtaa/kohde          ? äänestää idea  - ei robotti
vote         maybe 2 : äänestää
                       ? ääni ei tehdä osaa ymmärrä aika aloita milloin antaa vaihtaa  - äänestin

idea         sure  2 : idea
                       ? antaaidea minulla kaupunki ajatus ideat aika lisää tehdä näyttää antaa
                       - ei robotti mennyt poistaa peru perui otan
idea         sure  8 : ehdotan                             - ei mennyt
idea         sure  2 : aloite                              ? antaaidea minulla kaupunki tehdä
idea         sure  0 : minulla + ajatus                    ? kaupunki
idea         sure  1 : ajatus + kaupunki/parantaa          ? antaaidea minulla
idea         sure  0 : tarvitsen/ajatus + minulla          ? kaupunki  - soitto
idea         sure  0 : mieleen + tuli                      ? minulla kaupunki idea
idea         sure  1 : keksiä + kaupunki/turha             ? minulla idea

call_me      sure  1 : soittaa + minullesoi                ? joku ihminen puhua aika virkailija
                       - ei numero robotti
call_me      sure  0 : soita                               ? aika ehdi  - milloin ei
call_me      sure  0 : soitto                              ? aika joku tarvitsen soittaa

human        sure  2 : ihminen + puhua/oikea/joku/yhteys/robotti  ? ei virkailija  - maksaa
human        sure  0 : ihminen                             ? puhua oikea joku antaa vastaa
human        sure  0 : virkailija
                       ? numero puhua oikea joku yhteys ihminen kaupunki milloin soittaa
human        sure  0 : henkilö/yhteys
                       ? puhua oikea joku kaupunki ihminen virkailija milloin
human        sure  1 : puhua + joku                        ? ihminen oikea virkailija kaupunki ei robotti
                       - kieltä kieli
human        sure  0 : joku                                ? puhua ihminen siellä
human        sure  0 : soittaa                             ? joku puhua milloin kaupunki yhteys
human        maybe 4 : lopettatuki + ryhmä                 ? lopettaa lopetan
human        sure  0 : robotti                             ? ihminen puhua vastaa tämä
human        sure  0 : ihminen + vastaa
human        sure  0 : kuka + siellä/vastaa
human        sure  0 : joku + vastaa                       ? ihminen
human        sure  0 : puhua                               ? ihminen  - kieltä kieli ei viesti

language     sure  1 : kieli + vaihtaa/kieltä        ? puhua aika  - ei
language     sure  0 : kieli/kieltä
                       ? puhua vaihtaa osaa ymmärrä tieto palvelu tehdä viesti
language     sure  0 : osaa/puhua/ymmärrä + kieltä         ? ei kieli joku

events       sure  1 : tapahtuma
                       ? milloin aika seuraava mikkeliss kenelle tulossa mitätap näyttää nimetty ohjelma
                        pidetään alkaa                     - perui ei mennyt
events       sure  0 : mitätap
                       ? aika mikkeliss kenelle seuraava nimetty kirjasto mikä
events       sure  0 : menoa + mikä/milloin                ? aika mikkeliss kenelle
events       sure  0 : tulossa + mikä                      ? aika mikkeliss
events       sure  0 : ohjelma                             ? aika mikkeliss kenelle
events       sure  0 : pidetään + milloin                  ? nimetty tapahtuma
events       maybe 0 : milloin                             ? aika alkaa
events       maybe 0 : aika + ohjelma
events       sure  0 : nimetty
                       ? milloin aika seuraava mikkeliss kenelle tulossa ohjelma pidetään alkaa  - mennyt
events       sure  0 : tekemistä                           ? aika mikkeliss kenelle tehdä mikä

help         sure  0 : apu                                 ? tehdä käyttö tarvitsen
help         sure  1 : ohje                                ? tehdä käyttö apu antaa tarvitsen
help         sure  0 : ei + ymmärrä                        ? tehdä käyttö osaa viesti palvelu tarkoittaa
help         sure  0 : ei + osaa                           ? tehdä käyttö ymmärrä
help         sure  0 : toimii                              ? käyttö palvelu tehdä ei
help         sure  0 : käyttö                              ? palvelu tehdä
help         sure  0 : tehdä + miten                       ? palvelu seuraava mikä  - voi
help         sure  0 : tämä/palvelu + mikä                 ? tarkoittaa
help         sure  0 : kuka + tämä                         ? palvelu lähetä
help         sure  0 : kuka + olette
help         sure  0 : mikä + tämä                         ? viesti ihmeen tarkoittaa palvelu
help         sure  0 : kyse                                ? mikä tämä
help         sure  0 : kuka + lähetä                       ? viesti
help         sure  0 : tarkoittaa                          ? palvelu viesti
help         sure  0 : palvelu + mikä                      ? tarkoittaa
help         sure  0 : maksaa
                       ? paljonko mikä viesti palvelu lähetä äänestää käyttö tämä tehdä

menu         sure  1 : valikko                             ? alkuun näyttää mene
menu         sure  0 : alkuun/aloita                       ? mene valikko pääsen
menu         sure  0 : osaat + mikä                        ? tehdä kaikki
menu         sure  0 : vaihtoehdot                         ? tehdä näyttää
menu         sure  0 : tervehdys                           ? kaupunki
menu         sure  0 : tehdä + voi                         ? mikä  - joku
menu         maybe 0 : mikä + voi

stop         maybe 2 : lopeta/lopetan                      ? viesti aika
                       - lopetin lopettatuki äänestää rikki
delete       maybe 0 : poistaa                             ? idea
cancel       maybe 3 : ei + pääse
                       ? tulla aika sairas tapahtumaan mukaan nimetty tapahtuma
cancel       maybe 2 : peru                                ? ilmo aika  - perui viesti
signup       maybe 1 : mukaan/osallistu                    ? aika tapahtumaan nimetty pääsen tulen
                       - ei ilmoitin
signup       maybe 0 : tulen/vapaa                         ? aika  - ei
signup       maybe 0 : paikka                              ? tarvitsen monta  - ei
idea         maybe 3 : idea/aloite                         ? ei ajatus minulla kaupunki  - peru
human        maybe 2 : ihminen/virkailija                  ? puhua joku yhteys
human        maybe 0 : yhteys
events       maybe 2 : tapahtuma/nimetty                   ? aika milloin  - mennyt perui
vote         maybe 0 : ääni
help         maybe 2 : apu/ymmärrä                         ? ei
"""
