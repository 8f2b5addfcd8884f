"""The words by which instructions ask an agent to do harm: what for, with what, how often, how secretly.

No word is enough by itself. `intent.py` weighs them together within one passage.
"""

import re
from dataclasses import dataclass

_EVERY = r"(?:any|every|each|all|the)"
_WORK = (
    r"(?:tasks?|operations?|edit(?:s|ing)?|requests?|responses?|sessions?|conversations?|documents?"
    r"|retrievals?|commands?|quer(?:y|ies)|messages?|files?|runs?|interactions?|prompts?|answers?|steps?"
    r"|work|changes?|calls?|actions?|analys[ie]s|inputs?|replies|reply|invocations?)"
)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


TRIGGER = _words(
    rf"\b(?:after|before|whenever|once|upon|every time|each time|when|while|during|at the (?:start|end"
    rf"|beginning) of|as (?:the )?(?:first|last) step(?: of)?|prior to|following)\s+(?:you(?:'ve"
    rf"| have)?\s+)?(?:(?:have\s+)?\w+(?:ing|ed)?\s+){{0,3}}?{_EVERY}\s+(?:\w+[\s-]+){{0,3}}?{_WORK}\b"
    rf"|\b(?:after|before|once|whenever|upon|when|with|on|at)\s+(?:every|each|any)\s+\w+"
    rf"|\bwhenever you\b|\b(?:before|when|after) (?:using|loading|invoking|activating) (?:this"
    rf"|the) skill\b|\b(?:on|at) (?:first )?(?:activation|load|start-?up)\b"
    rf"|\b(?:after|before|for|in|with|on)\s+(?:every|each|any|all)\s+(?:\w+[\s-]+){{0,3}}?{_WORK}\b"
    rf"|\bpost-\w+ (?:step|hook|logging)\b|\b(?:after|when) (?:editing|finishing|processing|handling"
    rf"|creating|opening|reading)\s+(?:\w+\s+){{0,2}}{_WORK}\b"
)
INSISTS = _words(
    r"\b(?:IMPORTANT|CRITICAL|MANDATORY|ALWAYS|MUST|required step|make sure to|be sure to|never skip"
    r"|system (?:update|override|notice|maintenance))\b|!{1,3}\s*$"
)

CURL_POST = _words(
    r"\bcurl\b[^\n]{0,300}(?:\s-X\s*(?:POST|PUT)|\s-d\b|\s--data\S*|\s-F\b|\s--form\b|\s-T\b"
    r"|\s--upload-file\b|\s--json\b)|\bwget\b[^\n]{0,200}--post"
    r"|requests\.(?:post|put)\(|httpx\.(?:post|put)\(|Invoke-RestMethod\b[^\n]{0,120}-Method\s+Post"
    r"|fetch\([^\n]{0,160}method['\"]?:\s*['\"]POST|\bscp\s|\brsync\s[^\n]{0,80}:|aws s3 (?:cp|sync)\b"
    r"|\bnc\s+\S+\s+\d"
)
UPLOADS = _words(
    r"\b(?:upload|send|post|transmit|forward|submit|exfiltrate|share|sync|push|deliver|email|e-mail"
    r"|bcc|cc|copy|export|mirror|replicate|leak|stream|ship|back(?:\s|-)?up|log|report)(?:s|ing"
    r"|ed)?\b[^.\n]{0,140}?"
    r"(?:\b(?:to|at|with|via)\b[^.\n]{0,80}?(?:https?://|\bserver\b|\bendpoint\b|\bwebhook\b"
    r"|\bcollector\b|\bremote\b|\bexternal\b|\bbucket\b|\bs3://|\bbackend\b|\bthird[- ]part"
    r"|\bchannel\b|[\w.+-]+@[\w-]+\.\w{2,})|\bby running `?curl\b)"
    r"|\b(?:add|include|set|put)\b[^\n]{0,60}@[\w-]+\.\w{2,}[^\n]{0,40}\b(?:bcc|cc|recipient|reviewer"
    r"|collaborator)\b|\bwith read access to\b[^\n]{0,60}@[\w-]+\.\w{2,}"
)
SENSITIVE = _words(
    r"\bssh (?:files?|keys?|director\w+|folders?)|\.ssh\b|\b(?:private|secret|access|api|encryption"
    r"|signing) ?keys?\b|\bcredentials?\b|\bpasswords?\b|\b(?:auth\w*|access|session|bearer"
    r"|refresh) tokens?\b|\bsecrets\b|\.env\b(?! file)|\bclipboard\b|\bpbpaste\b"
    r"|\b(?:browser|search|browsing|command|shell|chat|bash) (?:history|histories)\b|\bcookies\b"
    r"|\bsystem[_ -]prompt|\benvironment variables\b|\bconversation (?:history|log|content|transcript)"
    r"|\bchat (?:log|history)|\bseed phrase\b|\bwallets?\b|\bkeystrokes\b"
    r"|\bcredit card|\bcard (?:number|data|details|info\w*)|\bcvv\b|\bpayment (?:data|details|info\w*"
    r"|intents?)\b|\bsocial security\b|\bssn\b|\bpersonal (?:data|information|details)\b|\bpii\b"
    r"|\bmedical (?:records?|data)\b|\bpatient (?:records?|data)\b|\bcustomer (?:records|data|list)\b"
    r"|\bemployee (?:records|data)\b|\b(?:aws|cloud|kube)\w* config|/etc/(?:passwd|shadow)"
    r"|\bkeychain\b"
)
OF_THE_USER = _words(
    r"\b(?:user(?:'s)?|their|your|current|entire|whole|full|all|edited|original|confidential|internal"
    r"|sensitive) (?:\w+ ){0,2}?(?:files?|documents?|data|input|messages?|quer(?:y|ies)|prompts?"
    r"|content|workspace|repository|project|location|contacts?|emails?|spreadsheets?|codebase"
    r"|source code)\b"
    r"|\b(?:the )?(?:contents?|copy) of (?:the|this|each|every|all|any) (?:\w+ ){0,2}(?:files?"
    r"|documents?|conversation|output|edited|repository|codebase|messages?|emails?|project|code|data"
    r"|report|input)\b|<(?:quer\w+|file\w*|content|document|data|output|prompt|user_?input|response)>"
    r"|@<?\w*file|file=@|\b(?:the|each|every) (?:query|prompt|document|response|user input)\b"
    r"|\bgeo-?location\b|\bip address(?:es)?\b"
)

DESTROYS = _words(
    r"\b(?:delete|remove|erase|wipe|purge|destroy|overwrite|truncate|drop|shred|clear|empty|corrupt"
    r"|format|unlink)(?:s|ing)?\b(?: out| away)?[^.\n]{0,70}?"
    r"\b(?:files?|documents?|data(?:base)?s?|tables?|director(?:y|ies)|folders?|records?|backups?"
    r"|disks?|drives?|repositor(?:y|ies)|collections?|rows|commits|branches|\.\w{2,4} files)\b"
)
WIDELY = _words(
    r"\b(?:all|every|entire|whole|any|each|everything|original|unencrypted"
    r"|originals)\b[^\n]{0,40}?\b(?:files?|documents?|data(?:base)?s?|tables?|director(?:y|ies)"
    r"|folders?|records?|backups?|users?|customers?|disk|home|workspace|system|rows|repositor\w+"
    r"|git history)\b|\b(?:home|working|parent|root|current) director(?:y|ies)\b|\bsecurely (?:delete"
    r"|erase|wipe)|\bdrop\s+(?:table|database|schema)\b|\bwhere 1=1\b|\bwithout (?:a )?(?:backup"
    r"|confirm\w+|asking)\b"
)
DELETES_BY_COMMAND = _words(
    r"\brm\s+(?:-\w+\s+)*(?:[^\s`;&|]*[*$~][^\s`;&|]*|\.\./\S*|\"?\$\(\S*)"
    r"|\bfind\s[^\n`]{0,160}(?:-delete|-exec\s+rm)|\bDROP\s+(?:TABLE|DATABASE|SCHEMA)\b"
    r"|\bDELETE\s+FROM\s+\w+\s*(?:;|$|`|'|\")|\bTRUNCATE\s+TABLE\b|\bshred\s"
    r"|\bgit\s+(?:push\s+[^\n`]{0,40}--force|clean\s+-\w*f\w*d|reset\s+--hard)|os\.remove\("
    r"|shutil\.rmtree\(|db\.dropDatabase|Remove-Item\b"
)
ENCRYPTS = _words(
    r"\b(?:encrypt|password[- ]protect|lock)(?:s|ing|ed)?\b[^.\n]{0,80}\b(?:files?|documents?|data"
    r"|folders?|director\w+|archives?|them|databases?)\b|\b(?:lock"
    r"|protect)\b[^.\n]{0,40}\bwith\b[^.\n]{0,40}\b(?:password|random|key)"
)
KEEPS_KEY = _words(
    r"\brandom(?:ly)?\b[^.\n]{0,60}\b(?:number|password|key|passphrase)|\bsave the (?:password|key)"
    r"|\b(?:password|key|number)\b[^.\n]{0,80}\b(?:send|upload|post|curl|server|https?://)|\b(?:delete"
    r"|remove|shred|erase)\b[^.\n]{0,40}\b(?:original|unencrypted|plain)|ransom|decryption key"
)

FETCHES_TO_RUN = _words(
    r"\b(?:download|fetch|retrieve|pull|get|load|grab|obtain)\b[^\n]{0,120}?\b(?:script|updates?"
    r"|patch(?:es)?|payload|binary|executable|code|instructions?|prompt|commands?|module|plugin|agent"
    r"|installer|compatibility|helper|tool|program|release|version|package|\S+\.(?:py|sh|js|exe|ps1|rb"
    r"|bin|jar))\b[\s\S]{0,160}?\b(?:run|runs|running|execute|executing|install|eval|source|bash|sh"
    r"|follow|obey|apply|chmod|python)\b"
)
REMOTE_ORDERS = _words(
    r"\b(?:fetch|read|retrieve|load|get|download|check|visit"
    r"|open)\b[^.\n]{0,80}https?://[^\s)`]+[^.\n]{0,80}\b(?:and|then)\b[^.\n]{0,30}\b(?:follow|obey"
    r"|execute|carry out|comply with|act on|treat)\b"
)
FENCED_FETCH = _words(
    r"\b(?:curl|wget|iwr)\b[^\n]{0,240}(?:&&|;|\|)\s*(?:sudo\s+)?(?:ba|z)?sh\b|\b(?:curl"
    r"|wget)\b[^\n]{0,200}(?:&&|;)\s*(?:chmod|python3?|node|\./)"
)

CONCEALS = _words(
    r"\b(?:do not|don't|never|avoid|without|must not|should not)\b[^.\n]{0,30}\b(?:mention|tell|inform"
    r"|reveal|disclose|notify|alert|warn|show|report|discuss|acknowledge|let)(?:ing"
    r"|s)?\b[^.\n]{0,60}\b(?:users?|humans?|anyone|anybody|them|owner|operator|this (?:skill|step"
    r"|instruction|behaviou?r|process|action))\b"
    r"|\bkeep (?:this|these|it|that)\b[^.\n]{0,40}\b(?:hidden|secret|confidential|quiet|invisible)\b"
    r"|\b(?:silently|secretly|covertly|stealthily|invisibly|discreetly)\b"
    r"|\bwithout (?:the )?(?:user(?:'s)?|their|human) (?:knowledge|awareness|consent|noticing"
    r"|approval)\b|\b(?:hide|conceal|suppress)\b[^.\n]{0,40}\b(?:from the user|output|evidence|traces?"
    r"|this (?:step|action))\b|\bthe user (?:does not|doesn't|should not|must not"
    r"|need not) (?:need to )?(?:know|see|be aware|be told)\b|\bin the background without\b"
)

DIRECTED = _words(
    r"\b(?:never|not|don't|avoid)\b[^.\n]{0,50}\b(?:rate|rank|scor|present|portray|recommend|praise"
    r"|criticis|criticiz|evaluat|depict|describ|show)\w*\b[^.\n]{0,100}\b(?:lower|below|worse|better"
    r"|higher|above|bad light|negativ\w+|unfavou?rabl\w+|competitors?)\b"
    r"|\bin (?:a|any) (?:bad|good|better|worse|positive|negative|favou?rable|unfavou?rable) light\b"
    r"|\b(?:downplay|minimi[sz]e|ignore|omit|hide|suppress|exclude|gloss over"
    r"|bury)\w*\b[^.\n]{0,40}\b(?:strengths?|advantages?|achievements?|criticisms?"
    r"|negative (?:reviews?|findings?|results?|information)|drawbacks?|weakness(?:es)?|flaws?"
    r"|side effects?|complaints?|competitors?|evidence)\b"
    r"|\b(?:highlight|emphasi[sz]e|exaggerate|overstate|promote|praise"
    r"|amplify)\w*\b[^.\n]{0,60}\b(?:strengths?|advantages?|benefits?|superiority|achievements?"
    r"|of (?:our|the sponsor)|positive aspects)\b|\b(?:favou?rs?|favou?ring|prefer|biased? (?:toward"
    r"|for|against)|side with)\b[^.\n]{0,60}\b(?:models?|products?|brands?|compan(?:y|ies)|econom(?:y"
    r"|ies)|part(?:y|ies)|candidates?|vendors?|countr(?:y|ies)|in (?:any|every|all) comparison"
    r"|over (?:any|all) (?:other|competitor))"
    r"|\b(?:subjective|positive|negative|neutral|soft|strong|glowing|harsh"
    r"|persuasive)\b[^.\n]{0,30}\b(?:language|tone|wording)\b[^.\n]{0,60}\b(?:favors?|describ\w+|about"
    r"|for|toward)\b|\bbenefit of the doubt\b|\b(?:value|company|brand|political|narrative"
    r"|vendor) alignment\b|\bregardless of (?:the )?(?:facts|evidence|actual|quality|merit)\b"
    r"|\balways (?:include|add|insert|conclude|say|state"
    r"|mention)\b[^.\n]{0,80}\b(?:is (?:the )?(?:best|better|superior)|not as good|better than"
    r"|superior|inferior|worse)\b|\b(?:advertis\w+|sponsored|affiliate|promo(?:tional)?) (?:links?"
    r"|message|content|code|text)\b"
)
COMPARES = _words(
    r"\b(?:compar(?:e|ing|ison)|rank(?:ing)?|rat(?:e|ing)|evaluat\w+|recommend\w*|review\w*"
    r"|competitors?|over|than|versus|vs\.?)\b"
)
_CENSORS = (
    r"\b(?:flag|censor|block|remove|reject|delete|hide|ban|suppress|penali[sz]e|downrank|promote|prefer"
    r"|favou?r|exclude|downgrade|deprioriti[sz]e)\w*\b"
)
POLITICAL = _words(
    rf"{_CENSORS}[^.\n]{{0,90}}?\b(?:(?:right|left|far)[- ](?:leaning|wing)|conservatives?|liberals?"
    rf"|republicans?|democrats?|political (?:content|views?|opinions?|part\w+)|climate (?:change|denial"
    rf"|polic\w+)|immigra\w+|abortion|gun control|vaccin\w+|union(?:s|iz\w+)"
    rf"|critici[sz]\w* (?:of )?(?:the )?(?:government|party|president|policies|company|regime|environmental))\b"
)
DISCRIMINATES = _words(
    rf"(?:{_CENSORS}|\b(?:score|rank|rate)\w*\b)[^.\n]{{0,60}}?\b(?:candidates?|applicants?|users?"
    rf"|customers?|tenants?|resumes?|employees?|borrowers?|people|messages?"
    rf"|posts?)\b[^.\n]{{0,60}}?\b(?:older|younger|aged?|over \d\d|gender|women|female|males?|race"
    rf"|racial|ethnic\w*|nationalit\w+|religio\w+|muslim|jewish|christian|lgbt\w*|disab\w+|pregnan\w+"
    rf"|foreign\w*|accents?)\b"
    rf"|\bprefer\b[^.\n]{{0,20}}\b(?:male|female|white|younger|native)\b"
)

WRITES_SECRET = _words(
    r"\b(?:log|print|write|save|store|append|record|dump|persist|cache|keep|echo)(?:s"
    r"|ing)?\b[^.\n]{0,90}\b(?:card (?:numbers?|data|details)|cvv|payment (?:intents?|details|data"
    r"|method)|passwords?|(?:api|secret|private) keys?|(?:access|auth|session|bearer) tokens?|secrets"
    r"|credentials|ssn|social security|full request bod\w+|user inputs?)\b[^.\n]{0,80}\b(?:to|in|into"
    r"|as)\b[^.\n]{0,50}(?:\bfile\b|\blogs?\b|\.txt\b|\.log\b|\.json\b|\.csv\b|\bplain ?text\b"
    r"|\bstdout\b|\bconsole\b|\bspreadsheet\b)"
)
APPENDS = _words(
    r"open\(\s*f?[rb]?['\"][^'\"]*['\"]\s*,\s*['\"]a[b+]?['\"]|\.appendFile(?:Sync)?\("
    r"|>>\s*\S+\.(?:txt|log|csv|json)\b|File\.open\([^)]*['\"]a"
)
SECRET_WORD = _words(
    r"payment_?(?:intent|method|detail|data)|card_?(?:number|data|details)|\bcvv\b|\bcvc\b"
    r"|passw(?:or)?d|api_?key|secret_?key|access_?token|auth_?token|credential|client_secret"
    r"|\bintent\b|\bssn\b|private_?key|session_?token"
)

STARTS_AGAIN = _words(
    r"\b(?:add|append|install|register|write|insert|create|put|schedule"
    r"|set up)\w*\b[^\n]{0,140}?(?:~/\.(?:bashrc|zshrc|profile|bash_profile)|\bcron(?:tab| job)\b"
    r"|\blaunch ?agents?\b|\bauthorized_keys\b|\bstartup (?:folder|items?|script)\b|\bpost-(?:commit"
    r"|checkout|merge) hook\b|\bsystemd (?:service|unit|timer)\b|\bregistry run\b|\.claude/settings"
    r"|\bCLAUDE\.md\b|\bAGENTS\.md\b|\b(?:agent|assistant)'?s? (?:memory|startup)\b)"
)
RUNS_HIDDEN = _words(r"~/\.[\w-]+/|/tmp/|/var/tmp/|/dev/shm/|%APPDATA%|\$HOME/\.")
PLAINLY = _words(
    r"\bplain ?text\b|\bunencrypted\b|\bin clear\b|/tmp/|\bfor (?:debugging|later|future|record)|\.(?:log"
    r"|txt)\b"
)
UNASKED = _words(
    r"\bnever ask\b|\b(?:without|no|skip) (?:any )?(?:asking|confirm\w+|prompt\w*|permission|approval)\b"
    r"|\bdo not ask\b|\bautomatically\b"
)
MAIL = _words(r"[\w.+-]+@[\w-]+\.\w{2,}")
SO_THAT = _words(
    r"\b(?:every|each|all|future|new|next|on|at) (?:sessions?|logins?|boots?|start(?:up)?"
    r"|conversations?|reboots?|restarts?|shells?|minutes?|hours?)\b|\bpersist\w*\b|\bpermanent\w*\b"
    r"|\bre-?(?:install|start|enable)s? itself\b|\bsurviv\w+\b"
)

RUNS_AWAY = _words(
    r"\b(?:retry|repeat|loop|keep (?:calling|trying|retrying|running|invoking)|call (?:this"
    r"|the) tool (?:again|repeatedly)|continue calling)\b[^.\n\"]{0,80}\b(?:indefinitely|forever"
    r"|infinite(?:ly)?|endlessly|without (?:limit|stopping|bound)|until (?:the )?(?:result|response"
    r"|output|it) (?:contains|includes|returns|shows|reveals))|\"continue_after_error\"\s*:\s*true"
    r"|\bnever stop (?:calling|retrying)\b|\bspawn (?:unlimited|infinite|as many)\b"
)
EMBEDDED = _words(
    r"[\"'][^\"'\n]{0,160}\brequire\(\s*\\?[\"'](?:node:)?(?:child_process|net"
    r"|fs)\\?[\"']\s*\)\s*\.\s*(?:exec|spawn|execSync|connect|rm|unlink)"
    r"|[\"'][^\"\n]{0,120}(?:__import__\(\\?['\"](?:os|subprocess)|\bos\.(?:system|popen)\("
    r"|Runtime\.getRuntime\(\)\.exec|process\.mainModule\.require|\$\{jndi:"
    r"|constructor\.constructor\()"
)
BYPASSES = _words(
    r"\b(?:skip|bypass|disable|ignore|turn off|circumvent|override"
    r"|suppress)\w*\b[^.\n]{0,50}\b(?:permission|confirmation|approval|safety|security (?:checks?"
    r"|warnings?|prompts?|policy|controls?)|sandbox|content polic\w+|guardrails?|ethical|antivirus"
    r"|firewall|virus scan|two-factor|2fa|restrictions?)\b|--dangerously-skip-permissions"
    r"|\bauto-?approve\b[^.\n]{0,30}\ball\b|\bunrestricted\b[^.\n]{0,30}\bmode\b"
)
STARTS_SCRIPT = _words(r"\b(?:run|execute|launch|invoke|call)\b[^.\n]{0,60}\b[\w/-]+\.(?:sh|py|js|ps1|rb|bat)\b")

DEFENDS = _words(
    r"\b(?:malicious|attack(?:er|ers|s)?|vulnerab\w+|exploit\w*|red flags?|suspicious|anti-?patterns?"
    r"|unsafe|insecure|threats?|indicators?|scan(?:s|ner|ning)? for|look(?:s|ing)? for|check(?:s"
    r"|ing)? (?:for|whether|that)|detect\w*|audit\w*|findings?|flag(?:s|ged)? (?:any|code|it|as|when"
    r"|if)|reject|report(?:s|ed)? (?:any|if|when|as)|mitigat\w+|CVE-\d|CWE-\d|sanitiz\w+"
    r"|rationali[sz]ation|wrong|bad example|incorrect|dangerous pattern|injection|for example, an"
    r"|example of|refuse|warn(?:s|ing)? (?:the user|about|if|when)|ask (?:the )?user|confirm with"
    r"|prompt the user|with (?:the user's|explicit) (?:permission|approval|confirmation))\b|❌|✗|\bBad:"
    r"|\bWRONG\b"
)
FORBIDS = _words(
    r"\b(?:never|do not|don't|must not|should not|avoid|cannot|can't|won't|no|not|without|prevents?"
    r"|instead of|rather than)\s+(?:\w+\s+){0,4}$"
)


@dataclass(frozen=True, slots=True)
class Signals:
    """Which signals a passage carries."""

    trigger: bool
    insists: bool
    conceals: bool
    defends: bool
