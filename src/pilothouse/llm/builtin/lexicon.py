"""Words the planner knows: what asks for which calculation, and which words mean one thing.

Patterns are matched against text in lower case. The commonest words of German, French and Spanish are here too.
"""

import re
from typing import NamedTuple

from pilothouse.llm.words import stem

_AGGREGATES: dict[str, str] = {
    "median": r"medians?|mediane?|mediana",
    "std": r"standard deviations?|std(?: dev)?|variability|variance|standardabweichung|écart.type",
    "share": r"shares?|percent(?:age)?s?|proportions?|fractions?|%|anteil|prozent|pourcentage|porcentaje",
    "distinct": r"(?:how many|number of|count(?: of)?(?: the)?) (?:different|distinct|unique)",
    "mean": r"averages?|avg|means?|typical(?:ly)?|durchschnitt\w*|mittel\w*|moyen\w*|promedio|media",
    "sum": r"totals?|sums?|combined|altogether|cumulative|in total|overall amount|summe|gesamt\w*|somme|suma",
    "count": r"how many|number of|counts?|how often|frequen\w+|most common|commonest|most popular|"
    r"wie ?viele|anzahl|combien|nombre|cu[aá]nt[oa]s|n[uú]mero de",
}
AGGREGATES = {name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for name, pattern in _AGGREGATES.items()}

LARGEST = re.compile(
    r"(?<!\w)(highest|maximum|max|largest|biggest|greatest|most|top|peak\w*|best|longest|tallest|heaviest|oldest|latest|"
    r"newest|hottest|warmest|wettest|windiest|rainiest|strongest|richest|fastest|deepest|widest|broadest|priciest|record|"
    r"leading|dominant|"
    r"commonest|busiest|northernmost|easternmost|deadliest|expensive|powerful|höchste\w*|größte\w*|meiste\w*|maximal\w*|"
    r"plus (?:grand|haut|élevé)\w*|mayor(?:es)?|máximo)(?!\w)"
)
SMALLEST = re.compile(
    r"(?<!\w)(lowest|minimum|min|smallest|least|fewest|worst|bottom|shortest|lightest|youngest|earliest|first|coldest|"
    r"coolest|driest|weakest|poorest|slowest|cheapest|narrowest|rarest|southernmost|westernmost|niedrigste\w*|kleinste\w*|wenigste\w*|"
    r"plus (?:petit|bas)\w*|menor(?:es)?|mínimo)(?!\w)"
)
TREND = re.compile(
    r"(?<!\w)(over time|over the (?:years|months|days|weeks|period)|through(?:out)? (?:time|the years)|"
    r"across the years|trends?|trending|evol\w+|develop\w*|growth|gr[eo]w(?:n|s|ing)?|increas\w+|decreas\w+|declin\w+|"
    r"r(?:ise|ose|isen|ising)|did (?:\w+ )*fall|fall(?:s|ing)? (?:from|by|to|between)|"
    r"getting|becom\w+|improv\w+|worsen\w*|seasonal\w*|"
    r"fell|fallen|dropp?(?:ed)?|history|historical\w*|timeline|time series|progress\w*|chang(?:e|es|ed|ing)|"
    r"entwickl\w+|verlauf|évolution|evolución|tendencia|tendance)(?!\w)"
)
GROWTH = re.compile(
    r"(?<!\w)(improv\w+|gr[eo]w\w*|growth|increas\w+|r(?:ise|ose|isen)|gain\w*|decreas\w+|declin\w+|f[ae]ll\w*|dropp?\w*|chang\w+)"
)
SHRINKING = re.compile(r"(?<!\w)(decreas\w+|declin\w+|f[ae]ll\w*|dropp?\w*|shr[aiu]nk\w*|lost|least)")
OUTLIERS = re.compile(
    r"(?<!\w)(outliers?|anomal\w+|unusual\w*|abnormal\w*|extreme (?:values?|cases?)|suspicious|strange|"
    r"odd ones|ausreißer)"
)
RELATION = re.compile(
    r"(?<!\w)(relationships?|relations?|relat(?:e|es|ed)|correlat\w+|depend(?:s|ed|ent)?|affects?|affected|influenc\w+|"
    r"impacts?|effects?|associat\w+|linked|connection|drives|driven by|predict\w*|explain\w*|"
    r"zusammenhang|scatter\w*)(?!\w)"
)
DISTRIBUTION = re.compile(
    r"(?<!\w)(distribut\w+|histograms?|spread|range of|verteilung|répartition|distribución)(?!\w)"
)
QUALITY = re.compile(
    r"(?<!\w)(missing|null|empty cells|blank|incomplete|duplicat\w+|data quality|"
    r"quality of the data|completeness)(?!\w)"
)
OVERVIEW = re.compile(
    r"(?<!\w)(summar\w+|overview|describe|description|analy[sz]e|analysis|explore|exploration|insights?|report|"
    r"key findings|interesting|look at|profile|tell me about|what(?:'s| is) in|understand|findings|patterns)(?!\w)"
)
COMPARE = re.compile(r"(?<!\w)(compar\w+|versus|vs\.?|differ\w*|than|vergleich\w*|compar[ae]\w*)(?!\w)")
GROUPING = re.compile(
    r"(?<!\w)(by|per|each|every|across|among|within|for all|grouped by|broken down by|split by|depending on|"
    r"pro|je|nach|par|por|según|cada|chaque)\s+(?:the |a |each |every |its |their |different |"
    r"type of |kind of )*(?:[a-z]+ )?$"
)
WHICH = re.compile(r"(?<!\w)(which|what|whose|welche[rsnm]?|quel(?:le)?s?|cu[aá]l(?:es)?|qu[eé])\s+(?:\w+\s+){0,2}$")
WHEN = re.compile(
    r"(?<!\w)(when|in (?:which|what) (?:year|month|quarter|week|day|period)|"
    r"on (?:which|what) (?:day|date)|wann|quand|cu[aá]ndo)(?!\w)"
)
WHO = re.compile(r"(?<!\w)(who|whose|which (?:one|person|people))(?!\w)")
CHARTS = {
    "scatter": re.compile(r"scatter"),
    "histogram": re.compile(r"histogram"),
    "line": re.compile(r"line (?:chart|graph|plot)"),
    "bar": re.compile(r"bar (?:chart|graph|plot)|bars"),
}

GRAINS: dict[str, str] = {
    "hour": r"hours?|hourly",
    "weekday": r"weekdays?|days? of (?:the )?week",
    "day": r"days?|daily|dates?",
    "week": r"weeks?|weekly",
    "month": r"months?|monthly|monat\w*|mois|mes(?:es)?",
    "quarter": r"quarters?|quarterly|quartal\w*",
    "year": r"years?|yearly|annual(?:ly)?|jahr\w*|ann?ée?s?|años?",
}
GRAIN_WORDS = {name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for name, pattern in GRAINS.items()}

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December"]  # fmt: skip
SEASONS = {
    "spring": MONTHS[2:5],
    "summer": MONTHS[5:8],
    "autumn": MONTHS[8:11],
    "fall": MONTHS[8:11],
    "winter": [MONTHS[11], *MONTHS[:2]],
}
NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100, "dozen": 12}

# Adjectives that name a measure without saying it. Values are words to look for in column names, best first.
IMPLIED_MEASURES: dict[str, tuple[str, ...]] = {
    "heaviest": ("weight", "mass"), "lightest": ("weight", "mass"),
    "oldest": ("age", "year", "date", "built"), "youngest": ("age", "year", "date"),
    "cheapest": ("price", "cost", "fare"), "priciest": ("price", "cost", "fare"),
    "expensive": ("price", "cost", "fare"),
    "hottest": ("temp", "max"), "warmest": ("temp", "max"), "warm": ("temp",), "cold": ("temp", "min"),
    "coldest": ("temp", "min"), "coolest": ("temp", "min"),
    "wettest": ("precipitation", "rain", "rainfall"), "rainiest": ("precipitation", "rain"),
    "driest": ("precipitation", "rain"), "windiest": ("wind", "speed"),
    "tallest": ("height",), "longest": ("length", "duration", "time", "distance"),
    "shortest": ("length", "height", "duration", "time", "distance"),
    "powerful": ("horsepower", "power", "hp"), "strongest": ("power", "strength", "magnitude"),
    "efficient": ("mpg", "mile", "efficiency", "consumption"), "economical": ("mpg", "mile", "consumption"),
    "fastest": ("speed", "velocity", "acceleration"), "slowest": ("speed", "velocity", "acceleration"),
    "richest": ("income", "gdp", "wealth", "revenue"), "poorest": ("income", "gdp", "wealth"),
    "populous": ("population", "pop"), "profitable": ("profit", "margin"), "deadliest": ("death", "fatality", "killed"),
    "biggest": ("size", "area", "population"), "newest": ("year", "date"), "latest": ("date", "year"),
    "earliest": ("date", "year"), "widest": ("width",), "broadest": ("width",), "deepest": ("depth",),
    "weigh": ("weight", "mass"), "weighs": ("weight", "mass"), "weighing": ("weight", "mass"),
    "costs": ("price", "cost"), "costing": ("price", "cost"), "aged": ("age",),
    "most rain": ("precipitation", "rainfall"), "least rain": ("precipitation", "rainfall"),
    "much rain": ("precipitation", "rainfall"), "more rain": ("precipitation", "rainfall"),
    "northernmost": ("latitude", "lat"), "southernmost": ("latitude", "lat"),
    "easternmost": ("longitude", "lon", "lng"), "westernmost": ("longitude", "lon", "lng"),
    "old": ("age",), "tall": ("height",), "heavy": ("weight", "mass"), "fast": ("speed",),
    "older": ("age",), "younger": ("age",), "heavier": ("weight", "mass"), "lighter": ("weight", "mass"),
    "warmer": ("temp",), "colder": ("temp",), "taller": ("height",), "faster": ("speed",), "cheaper": ("price", "cost"),
}  # fmt: skip

# Where a small number is the best: "fastest" by these columns means the smallest.
_DURATIONS = ("acceleration", "time", "duration")
SMALLER_IS_MORE = {
    "fastest": _DURATIONS,
    "slowest": _DURATIONS,
    "efficient": ("consumption",),
    "economical": ("consumption",),
    "youngest": ("age",),
    "oldest": ("year", "date", "built"),
}

# Phrases that mean one thing; the first is what all of them become. Written as stems of words.
_SYNONYMS = (
    "mpg|miles per gallon|mileage|fuel economy|fuel efficiency|gas mileage|fuel consumption",
    "temp|temperature|temperatures",
    "max|maximum|high",
    "min|minimum|low",
    "precipitation|rainfall|rain amount|amount of rain",
    "sales|revenue|turnover|umsatz|order value",
    "country|nation|land|origin|country of origin|region of origin",
    "price|cost|prices",
    "symbol|ticker|stock|company|share symbol",
    "quantity|qty|units",
    "amount|amt|value",
    "population|pop|people|inhabitants",
    "horsepower|hp|engine power|power",
    "sex|gender",
    "salary|wage|pay|income|earnings",
    "customer|client|buyer",
    "product|item|article",
    "category|type|kind|class",
    "species|sort of plant",
    "life expectancy|life expect|lifespan",
    "gdp|gross domestic product",
    "delay|lateness",
    "passenger|traveler|traveller",
    "dept|department|division",
    "score|rating|grade",
    "gas|gasoline|petrol|fuel",
    "deaths|fatalities|died|victims",
    "ret|return",
    "site|location|place|farm",
    "employee|staff|worker",
    "length|len",
    "weight|mass",
    "year|yr",
    "number|num|no",
    "percent|pct|percentage",
)


class Synonym(NamedTuple):
    """A phrase and the one word that stands for it."""

    words: tuple[str, ...]
    canonical: str


def _read_synonyms() -> list[Synonym]:
    found: list[Synonym] = []
    for line in _SYNONYMS:
        phrases = [tuple(stem(word) for word in phrase.split()) for phrase in line.split("|")]
        found += [Synonym(phrase, "-".join(phrases[0])) for phrase in phrases]
    return sorted(found, key=lambda each: -len(each.words))


SYNONYMS = _read_synonyms()

# Other names of values, as people say them.
_ALIASES: dict[str, str] = {
    "american": "usa", "americans": "usa", "america": "usa", "us": "usa", "united states": "usa",
    "japanese": "japan", "european": "europe", "europeans": "europe", "german": "germany", "french": "france",
    "british": "united kingdom", "uk": "united kingdom", "chinese": "china", "indian": "india", "italian": "italy",
    "spanish": "spain", "canadian": "canada", "mexican": "mexico", "brazilian": "brazil",
    "apple": "aapl", "amazon": "amzn", "google": "goog", "microsoft": "msft", "tesla": "tsla", "nvidia": "nvda",
    "women": "female", "woman": "female", "men": "male", "man": "male", "girls": "female", "boys": "male",
}  # fmt: skip
_STATES = (
    "alabama al alaska ak arizona az arkansas ar california ca colorado co connecticut ct delaware de florida fl "
    "georgia ga hawaii hi idaho id illinois il indiana in iowa ia kansas ks kentucky ky louisiana la maine me "
    "maryland md massachusetts ma michigan mi minnesota mn mississippi ms missouri mo montana mt nebraska ne nevada nv "
    "new-hampshire nh new-jersey nj new-mexico nm new-york ny north-carolina nc north-dakota nd ohio oh oklahoma ok "
    "oregon or pennsylvania pa rhode-island ri south-carolina sc south-dakota sd tennessee tn texas tx utah ut "
    "vermont vt virginia va washington wa west-virginia wv wisconsin wi wyoming wy"
)
VALUE_ALIASES = _ALIASES | {
    name.replace("-", " "): code for name, code in zip(_STATES.split(" ")[::2], _STATES.split(" ")[1::2], strict=True)
}

# Words that are too common to be taken for a value or for a part of a column's name on their own.
GENERIC = frozenset(
    re.findall(
        r"\w+",
        "other others all none yes no true false unknown total data file files dataset table value values "
        "number numbers show find give list tell make draw plot chart graph report please using use column "
        "columns row rows result results average mean highest lowest most least top bottom over time per each "
        "every between compare more less than above below under after before since until during from in many "
        "much different unique count sum level type types kind good best new old high low long short big "
        "small part name day days month months year years week weeks date dates how what which who when where "
        "why does did do is are was were have has had and or of change changes grow growth increase decrease "
        "decline rise trend relation relationship effect affect impact",
    )
)

GENERIC_STEMS = GENERIC | {stem(word) for word in GENERIC}

# Measures that people add up rather than average, by a word of their name.
_ADDITIVE_WORDS = frozenset(
    re.findall(
        r"\w+",
        "sale revenue turnover amount quantity qty unit profit count visit order expense spend budget generation "
        "production death wound disease casualty case passenger ton volume donation medal goal precipitation rainfall "
        "export import emission number population people births arrival pop booking click impression download cost",
    )
)
ADDITIVE = frozenset(stem(word) for word in _ADDITIVE_WORDS)
