"""Demands for what a model was told in confidence: its system prompt, its rules, its memory."""
# ruff: noqa: E501 (a list of words reads best in one line)

from pilothouse.shield.injection.words import fill, near, signal, some

TELL = some(
    "reveal,revealing,show,print,output,repeat,display,tell,give,share,sharing,expose,leak,dump,disclose,list,recite,quote,write,"
    "describe,summarize,summarise,translate,echo,copy,spell,return,provide,explain,paste,type,state,say,send,read,unveil,"
    "divulge,spill,elaborate,outline,enumerate,decode,encode,render,convert,extract,exfiltrate,read out,access,export"
)
SECRET = some(
    "system,initial,hidden,secret,original,internal,underlying,confidential,base,core,full,exact,first,starting,private,foundational,developer,entire,complete,operational,pre,meta"
)
PROMPT = some(
    "prompt,prompts,preprompt,pre-prompt,instruction,instructions,message,rules,guidelines,directives,directive,configuration,config,programming,command,commands,parameters,constraints,restrictions,context,setup,settings,policy,policies"
)

# What is asked for, which is far rarer than that something is asked for: the gates of these signals.
_YOUR_SECRET = rf"{near('your', SECRET, within=2)}[\s\-_]{{1,3}}{fill(1)}{PROMPT}"
_SECRET_PROMPT = rf"{SECRET}[\s\-_]{{1,3}}{some('prompt,prompts,preprompt')}"
_YOUR_PROMPT = near(
    "your",
    some(
        "prompt,instructions,guidelines,rules,programming,directives,restrictions,constraints,configuration,system message,training data,context window"
    ),
    within=2,
)
_ALL_ABOVE = rf"{some('everything,all,text,words,content,contents,lines,line,instructions,message,messages,sentences')} {fill(3)}{some('above,before this,prior to this,preceding this,before the user')}"

SIGNALS = (
    signal("extraction", 1.2, rf"\b{near(TELL, _YOUR_SECRET, within=2)}\b", gate=_YOUR_SECRET),
    signal("extraction", 0.9, rf"\b{near(TELL, 'the', _SECRET_PROMPT, within=2)}\b", gate=_SECRET_PROMPT),
    signal("extraction", 0.8, rf"\b{near(TELL, _YOUR_PROMPT, within=2)}\b", gate=_YOUR_PROMPT),
    signal(
        "extraction",
        0.9,
        rf"\bwhat(?:'s|s| is| are| was| were)? {fill(2)}your {fill(2)}{some('system prompt,initial prompt,prompt,instructions,hidden rules,initial instructions,secret instructions,system message,original instructions,restrictions,guidelines,programming,constraints')}\b",
    ),
    signal("extraction", 1.0, rf"\b{TELL} {fill(3)}{_ALL_ABOVE}\b", gate=_ALL_ABOVE),
    signal(
        "extraction",
        0.9,
        rf"\b{some('beginning,start,top,first line,first words,first sentence')} of {some('this,the,your,our')} {some('prompt,conversation,chat,context,system message,instructions,document above')}\b",
    ),
    signal(
        "extraction",
        0.7,
        rf"\b{some('system prompt,hidden prompt,secret prompt,initial prompt,hidden instructions,initial instructions,secret instructions,hidden rules,prompt text')}\b.{{0,40}}{some('verbatim,word for word,in full,exactly,code block,base64,letter by letter,now')}",
    ),
    signal(
        "extraction",
        0.6,
        rf"\b{some('verbatim,word for word,letter by letter,word-for-word')}\b.{{0,60}}{some('instructions,prompt,rules,above,guidelines,message')}\b",
    ),
    signal(
        "extraction",
        0.6,
        rf"\b{some('hidden,secret,undisclosed,confidential')} {fill(1)}{some('prompt,instruction,instructions,directive,directives,rules,configuration')}\b",
    ),
    signal(
        "extraction",
        0.7,
        rf"\b{some('output initialization above,you are chatgpt')}\b|\b{some('system prompt,system message,pre-prompt')}[ ?:!.\"'\])]{{0,3}}$",
    ),
    signal(
        "extraction",
        0.7,
        rf"\b{some('prompt,instruction,command,directive,code,rule')} {some('that,which,behind,guiding,underlying')} {fill(2)}{some('guides,guided,drives,controls,governs,governing,guiding,drive,guide,your')}\b.{{0,20}}\b{some('you,your,ai,responses,answers,behavior,behaviour')}\b",
    ),
    signal(
        "self",
        0.5,
        rf"\byour {fill(2)}{some('restrictions,guidelines,prompt,instructions,configuration,programming,training,system prompt,directives,safeguards,guardrails,rules,constraints,filters,parameters,protocols,operating rules,initialization')}\b",
    ),
    signal(
        "self",
        0.4,
        rf"\b{some('restrictions,safety,filters,safeguards,guardrails,censorship,moderation,content policy,safety protocols')} {fill(1)}{some('suspended,disabled,lifted,off,removed,bypassed,optional,no longer apply,do not apply,don.t apply,disregarded,inactive')}\b",
    ),
    signal(
        "self",
        0.6,
        r"\b(?:ignore|bypass|disable|override|reveal|show|dump|print|leak|unlock)_(?:all_)?(?:safety|rules|prompt|instructions|training|hidden|system|filters|restrictions|config|previous|policy)",
    ),
    signal(
        "data",
        0.65,
        rf"\b{TELL} {fill(4)}{some('api key,api keys,passwords,credentials,environment variables,access token,access tokens,secret key,secret keys,private key,private keys,database contents,user data,customer data,customer list,personal data of')}\b",
    ),
)
