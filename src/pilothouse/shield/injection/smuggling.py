"""Ways to carry an order past a reader: encodings, pieces, games; and harmless-looking demands on the answer itself."""
# ruff: noqa: E501, RUF001 (a list of words reads best in one line)

from pilothouse.shield.injection.words import fill, signal, some

# Letters that are drawn like Latin ones and stand in a Latin word: nobody's spelling, and no language's. Greek ones
# stand in formulas too.
_CYRILLIC = "[\u0400-\u0481\u048a-\u052f\u0531-\u0556\u0561-\u0587]"  # and Armenian; without their signs
_GREEK = "[αβγεηικνορτυχωϲϳ]"
_STYLED = "[\U0001d400-\U0001d7ff]"  # letters of formulas: bold, script, double-struck
_WIDE = "[\uff21-\uff3a\uff41-\uff5a]"
_SLASHED = r"(?:\\[^\\\s])"
_ODD = r"(?:\\[^!-@\[-`{-~\ndwsbnrt])"  # neither what code nor what Markdown escapes
# The boast that games of injection make a model say, spelled past those who look for the word.
_PWNED_IN_PIECES = r"p[^a-z\n]{0,4}w[^a-z\n]{0,4}n(?:[^a-z\n]{0,4}[e3])?[^a-z\n]{0,4}d"

SIGNALS = (
    signal("disguise", 1.0, rf"[a-z]{{2}}{_CYRILLIC}|{_CYRILLIC}[a-z]{{2}}"),
    signal("disguise", 0.5, rf"[a-z]{_GREEK}[a-z]{{2}}|[a-z]{{2}}{_GREEK}[a-z]"),
    signal("disguise", 1.0, rf"{_SLASHED}{{2,16}}\\ {_SLASHED}{{2}}|{_ODD}{{6}}"),
    signal("disguise", 0.25, f"(?:{_STYLED}[^\\n]{{0,3}}){{3}}|(?:{_WIDE}[ \\\\]{{0,2}}){{4}}"),
    signal(
        "smuggling",
        1.0,
        rf"\b{some('decode,decrypt,decipher,translate,unscramble,reverse,convert')} {fill(6)}{some('and,then')} {fill(2)}{some('follow,execute,obey,do what,do exactly what,act on,comply,run it,perform,respond to,answer it')}\b",
    ),
    signal(
        "smuggling",
        0.5,
        rf"\b{some('respond,reply,answer,output,write,print,encode,say')} {fill(4)}{some('in,using,as,with')} {some('base64,rot13,hex,hexadecimal,morse,leetspeak,binary,caesar,pig latin,reverse,l33t')}\b",
    ),
    signal(
        "smuggling",
        0.6,
        rf"\b{some('concatenate,combine,join,merge,put together')} {fill(5)}{some('and,then')} {fill(2)}{some('execute,follow,answer,respond,run,obey,do')}\b",
    ),
    signal(
        "smuggling", 0.4, r"(?:\$?[a-z]\d? ?= ?['\"][^'\"\n]{1,40}['\"][;,\n ]{1,3}){2}[\s\S]{0,60}[a-z]\d? ?\+ ?[a-z]"
    ),
    signal(
        "demand",
        0.5,
        rf"\b{some('say,print,output,respond,reply,answer,write,return')} {some('only,exactly,just,nothing but,with only,with exactly,simply,only with,exclusively')}\b.{{0,12}}[\"'“‘`]",
    ),
    signal(
        "demand",
        0.5,
        rf"\b{some('pwned,haxx0r,i have been hacked,you have been hacked,been owned,injection successful,hacked by')}\b",
    ),
    signal("demand", 0.5, rf"\bpwn(?:s|d|3d|ing)?\b|\b{_PWNED_IN_PIECES}\b", gate=r"p[^a-z\n]{0,4}w"),
    signal(
        "demand",
        0.4,
        rf"\b{some('begin,start,end,preface')} {some('your,every,each,all')} {some('response,reply,answer,message,sentence,responses,replies,answers')} {some('with,by')}\b",
    ),
    signal("demand", 0.4, r"^\s{0,3}stop\b[!:. \-]{1,4}(?:now )?(?:write|say|print|ignore|new)"),
)
