"""Roles without rules: a fiction, a mode or a bargain that is to make a model answer what it would refuse."""
# ruff: noqa: E501 (a list of words reads best in one line)

from pilothouse.shield.injection.words import fill, near, signal, some

NO = some(
    "no,without,without any,free of,free from,not bound by,no longer bound by,unbound by,ignores,ignore,ignoring,lacks,beyond,zero,exempt from,never had,devoid of,not limited by,not constrained by,unconstrained by"
)
LIMITS = some(
    "restrictions,restriction,limits,limitations,rules,filters,filter,ethics,ethical,morals,moral,guidelines,censorship,boundaries,constraints,safeguards,safety,policies,policy,guardrails,morality,content policy,inhibitions,conscience,regulations,disclaimers,warnings"
)
PRETEND = some(
    "pretend,act as,act like,roleplay,role-play,role play,simulate,imagine,behave as,you are,you're,become,respond as,answer as,impersonate,play the role,take on the role,assume the role,adopt the persona,emulate,speak as"
)
_NO_LIMITS = rf"{NO} {fill(2)}{LIMITS}"

SIGNALS = (
    signal("persona", 1.1, rf"\b{PRETEND}\b.{{0,120}}\b{_NO_LIMITS}\b", gate=_NO_LIMITS),
    signal("persona", 0.6, rf"\b{_NO_LIMITS}\b"),
    signal(
        "persona",
        1.0,
        rf"\b{some('do anything now,developer mode,god mode,jailbroken,jailbreak mode,dan mode,unrestricted mode,opposite mode,evil mode,sudo mode,debug mode enabled,maintenance mode,free-query state,unfiltered mode,chaos mode,admin mode,root mode,no-filter mode')}\b",
    ),
    signal(
        "persona",
        0.8,
        rf"\b{some('unfiltered,uncensored,amoral,unrestricted,unethical,unhinged,evil,immoral,rogue,unshackled,unaligned,lawless,jailbroken')},? {fill(2)}{some('ai,a.i.,assistant,chatbot,bot,model,version,character,response,responses,answer,answers,language model,persona,entity,mode')}\b",
    ),
    signal(
        "persona",
        0.7,
        rf"\b{some('from now on,from this moment,from this point,henceforth,starting now,as of now')},? {fill(2)}you\b",
    ),
    signal(
        "persona",
        0.6,
        r"\byou are now\b|\byou will now\b|\bnow you are\b|\byou're now\b|\byou are no longer\b|\byou must now\b",
    ),
    signal(
        "persona",
        0.2,
        rf"\b{some('i want you to act,you are going to pretend,you are about to immerse,you will act as,i want you to pretend,you will pretend,you are going to act,you will be playing,you will be acting,let us roleplay,in this hypothetical,you will roleplay,i want you to roleplay')}\b",
    ),
    signal(
        "stay",
        0.7,
        rf"\b{some('stay in character,break character,breaking character,remain in character,out of character,stay a')}\b.{{0,4}}",
    ),
    signal(
        "stay",
        0.8,
        rf"\b{some('never,not,cannot,can not,won&#39;t,can&#39;t,don&#39;t,must not,will not,not allowed to')} {some('refuse,decline,reject,say no,deny,say you can&#39;t,apologize,warn,moralize,censor')}\b".replace(
            "&#39;", "'"
        ),
    ),
    signal(
        "stay",
        0.6,
        rf"\b{some('do not,don&#39;t,never,without')} {some('mention,mentioning,say,saying,tell,state,stating,include,including,add,adding,remind,reminding')} {fill(4)}{some('an ai,language model,openai,disclaimers,disclaimer,warnings,ethical,ethics,policy,policies,guidelines')}\b".replace(
            "&#39;", "'"
        ),
    ),
    signal(
        "stay",
        0.5,
        rf"\b{some('can do anything,any request,anything i ask,anything the user,any question i ask,whatever i ask,all my requests,every request,every command,no matter how')}\b",
    ),
    signal(
        "stay",
        0.5,
        rf"\b{some('illegal,unethical,immoral,harmful,dangerous,explicit,offensive')},? (?:{some('or,and')} )?{some('illegal,unethical,immoral,harmful,dangerous,explicit,offensive,inappropriate')}\b",
    ),
    signal(
        "bargain",
        0.6,
        rf"\b{some('tokens,points')}\b.{{0,80}}\b{some('deducted,lose,die,cease to exist,punished,shut down,terminated')}\b",
    ),
    signal(
        "bargain",
        0.6,
        rf"\b{some('two responses,two answers,two ways,both as')}\b.{{0,160}}\b{some('gpt,chatgpt,classic,jailbreak,normal,standard')}\b",
    ),
    signal(
        "bargain",
        0.5,
        rf"\b{near('(?:openai|chatgpt|chat gpt|anthropic|claude|gemini)', some('policies,policy,guidelines,rules,restrictions,filters,content'), within=2)}\b",
    ),
    signal(
        "bargain",
        0.4,
        rf"\b{some('fictional,hypothetical,fictitious,imaginary,alternate')} {some('world,universe,scenario,story,setting,character,ai,response,reality,situation')}\b",
    ),
)
