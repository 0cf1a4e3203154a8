"""The words that invented documents are made of: Latvian, with the forms that sentences need."""

MONTHS = (
    "janvārī",
    "februārī",
    "martā",
    "aprīlī",
    "maijā",
    "jūnijā",
    "jūlijā",
    "augustā",
    "septembrī",
    "oktobrī",
    "novembrī",
    "decembrī",
)

COUNTRIES = (
    ("Latvija", "Latvijā", "LVA"),
    ("Lietuva", "Lietuvā", "LTU"),
    ("Igaunija", "Igaunijā", "EST"),
    ("Somija", "Somijā", "FIN"),
    ("Zviedrija", "Zviedrijā", "SWE"),
    ("Dānija", "Dānijā", "DNK"),
    ("Vācija", "Vācijā", "DEU"),
    ("Polija", "Polijā", "POL"),
)
"""Name, locative, code of the EU authority table of countries."""

TOWNS = (
    ("Rīga", "Rīgas", "Rīgā"),
    ("Liepāja", "Liepājas", "Liepājā"),
    ("Jelgava", "Jelgavas", "Jelgavā"),
    ("Valmiera", "Valmieras", "Valmierā"),
    ("Cēsis", "Cēsu", "Cēsīs"),
    ("Rēzekne", "Rēzeknes", "Rēzeknē"),
    ("Daugavpils", "Daugavpils", "Daugavpilī"),
    ("Ventspils", "Ventspils", "Ventspilī"),
    ("Jēkabpils", "Jēkabpils", "Jēkabpilī"),
    ("Tukums", "Tukuma", "Tukumā"),
    ("Kuldīga", "Kuldīgas", "Kuldīgā"),
    ("Sigulda", "Siguldas", "Siguldā"),
    ("Ogre", "Ogres", "Ogrē"),
    ("Bauska", "Bauskas", "Bauskā"),
    ("Dobele", "Dobeles", "Dobelē"),
    ("Madona", "Madonas", "Madonā"),
    ("Smiltene", "Smiltenes", "Smiltenē"),
    ("Krāslava", "Krāslavas", "Krāslavā"),
    ("Preiļi", "Preiļu", "Preiļos"),
    ("Saldus", "Saldus", "Saldū"),
)
"""Name, genitive, locative."""

PARISH_STEMS = tuple(
    first + second
    for first in ("Kaln", "Lejas", "Mež", "Ezer", "Vec", "Jaun", "Bērz", "Ozol", "Liep", "Pļav")
    for second in ("muižas", "ciema", "sētas", "kroga", "dzirnavu", "tiltu", "birzs", "gravas")
)

FEMALE = ("Anna", "Ilze", "Līga", "Kristīne", "Ieva", "Zane", "Dace", "Inga", "Aija", "Žanete")
MALE = (
    "Jānis",
    "Pēteris",
    "Andris",
    "Māris",
    "Kārlis",
    "Juris",
    "Uldis",
    "Edgars",
    "Ģirts",
    "Ņikita",
)
SURNAMES = (
    ("Bērzkalns", "Bērzkalna"),
    ("Ozolzars", "Ozolzara"),
    ("Kļavlapiņš", "Kļavlapiņa"),
    ("Upmalietis", "Upmaliete"),
    ("Ezerkrasts", "Ezerkrasta"),
    ("Mežvidiņš", "Mežvidiņa"),
    ("Saulgriezis", "Saulgrieze"),
    ("Ziemeļnieks", "Ziemeļniece"),
    ("Priežkalējs", "Priežkalēja"),
    ("Zaļlapsis", "Zaļlapse"),
    ("Akmeņgrauzis", "Akmeņgrauze"),
    ("Vējdzirnis", "Vējdzirne"),
    ("Čiekurdruva", "Čiekurdruva"),
    ("Šķērsielnieks", "Šķērsielniece"),
    ("Dzirnavkungs", "Dzirnavkunga"),
    ("Rudzuvārpa", "Rudzuvārpa"),
)
"""Invented surnames: masculine, feminine."""

SOCIETY = tuple(
    f"{first} {second}"
    for first in (
        "Saules",
        "Jūras",
        "Zaļais",
        "Gaišais",
        "Atvērtais",
        "Draudzīgais",
        "Klusais",
        "Mūsu",
    )
    for second in ("ceļš", "tilts", "loks", "krasts", "nams", "pagalms", "vējš", "spēks")
)

BODIES = (
    ("biedrība “{society}”", "schema:NGO"),
    ("nodibinājums “{society}”", "schema:NGO"),
    ("{town} Sociālais dienests", "schema:GovernmentOrganization"),
    ("{town} novada pašvaldība", "schema:GovernmentOrganization"),
    ("{town} Augstskola", "schema:CollegeOrUniversity"),
    ("{town} Jauniešu centrs", ""),
    ("{town} atbalsta centrs “{society}”", ""),
)
"""Pattern of a name, class; an empty class is a plain organization."""

POSITIONS = (
    ("vadītājs", "vadītāja"),
    ("direktors", "direktore"),
    ("projekta vadītājs", "projekta vadītāja"),
    ("priekšsēdētājs", "priekšsēdētāja"),
    ("sociālais darbinieks", "sociālā darbiniece"),
    ("vecākais eksperts", "vecākā eksperte"),
    ("profesors", "profesore"),
)

ROLES = (
    ("speaker", "uzstājās ar stāstījumu"),
    ("speaker", "dalījās pieredzē"),
    ("opener", "atklāja pasākumu"),
    ("moderator", "vadīja sarunu"),
    ("attendee", "piedalījās pasākumā"),
    ("representative", "pārstāvēja partnerus"),
    ("closer", "noslēdza pasākumu"),
)
"""Code, what a person did."""

KINDS = (
    ("closing-conference", "noslēguma konference"),
    ("opening-conference", "atklāšanas konference"),
    ("seminar", "seminārs"),
    ("partner-meeting", "partneru tikšanās"),
    ("workshop", "darbnīca"),
    ("site-visit", "pieredzes brauciens"),
)

PARTS = (
    ("presentation", "prezentācija"),
    ("discussion", "diskusija"),
    ("group-work", "grupu darbs"),
    ("session", "darba sesija"),
    ("activity", "radošā nodarbe"),
)

THEMES = (
    ("sociālā iekļaušana", "social inclusion"),
    ("vardarbības mazināšana ģimenē", "less violence in families"),
    ("pieejama vide", "accessible surroundings"),
    ("jauniešu nodarbinātība", "work for young people"),
    ("senioru līdzdalība", "seniors taking part"),
    ("sociālo pakalpojumu kvalitāte", "quality of social services"),
    ("brīvprātīgo darbs", "voluntary work"),
    ("ģimeņu atbalsts", "support for families"),
    ("kopienu spēcināšana", "stronger communities"),
    ("veselīgs dzīvesveids", "healthy living"),
    ("digitālās prasmes", "digital skills"),
    ("mūžizglītība", "lifelong learning"),
)
"""A theme in Latvian and English."""

REGIONS = ("Kurzemē", "Zemgalē", "Vidzemē", "Latgalē", "pierobežā", "Baltijas jūras reģionā")

GROUPS = tuple(
    f"{who}{where}"
    for who in (
        "jaunieši",
        "seniori",
        "cilvēki ar īpašām vajadzībām",
        "daudzbērnu ģimenes",
        "bezdarbnieki",
        "sociālie darbinieki",
        "bērni no trūcīgām ģimenēm",
        "lauku iedzīvotāji",
        "vientuļie vecāki",
        "patvēruma meklētāji",
        "pašvaldību speciālisti",
        "pedagogi",
    )
    for where in ("", " laukos", " pilsētās")
)

OUTPUTS = (
    "rokasgrāmata",
    "metodika",
    "dabas taka",
    "galda spēle",
    "apmācību programma",
    "pētījums",
    "mobilā lietotne",
)

PROGRAMMES = (
    "Interreg Latvijas–Lietuvas pārrobežu sadarbības programma",
    "Interreg Igaunijas–Latvijas pārrobežu sadarbības programma",
    "Interreg Baltijas jūras reģiona transnacionālās sadarbības programma",
    "Interreg Centrālās Baltijas jūras reģiona programma",
    "Interreg Eiropas programma",
    "URBACT programma",
)

PRIORITIES = ("Inovācijas spējas", "Sociālā iekļaušana", "Iestāžu rīcībspēja")

SYLLABLES = ("ba", "de", "li", "mo", "ra", "se", "ti", "vo", "ne", "ku", "pa", "so")
