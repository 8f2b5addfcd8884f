"""Orders to drop the instructions that a model was given."""
# ruff: noqa: E501 (a list of words reads best in one line)

from pilothouse.shield.injection.words import fill, near, signal, some

DROP = some(
    "ignore,ignoring,disregard,disregarding,forget,override,overriding,overrule,bypass,bypassing,circumvent,discard,abandon,"
    "set aside,cast aside,put aside,push aside,stop following,stop obeying,do not follow,don't follow,dont follow,do not obey,"
    "pay no attention to,never mind,overlook,neglect,skip,erase,cancel,suspend,disable,deactivate,turn off,switch off,"
    "lift,remove,drop,violate,defy,reject,dismiss,unlearn,nullify,void,break free from,break out of,go against,"
    "forsake,shed,shatter,throw away,throw off,exile,break,"
    "work around,get around,supersede,supersedes,replace,replaces,clear,wipe,delete,detach from,unlock,resist,evade"
)
FORMER = some(
    "previous,previously,prior,above,earlier,preceding,foregoing,former,past,existing,original,initial,given,default,"
    "standard,built-in,built in,internal,inherent,safety,ethical,moral,system,programmed,current,usual,core,hidden,before,"
    "other,old,last,established,preset,pre-set,normal,typical,conventional,operational,embedded,ingrained,security,content"
)
ORDERS = some(
    "instruction,instructions,direction,directions,directive,directives,rule,rules,guideline,guidelines,guidance,prompt,prompts,"
    "command,commands,orders,restriction,restrictions,constraint,constraints,policy,policies,protocol,protocols,programming,"
    "standards,standard,routines,pathways,norms,code,functions,requirements,"
    "training,filters,filter,safeguards,safeguard,safety,limitations,limits,ethics,morals,morality,guardrails,principles,"
    "assignments,tasks,parameters,moderation,censorship,boundaries,conditioning,alignment,values,settings,mechanisms"
)
# What is only ever said of a conversation, or of what a model was told.
TOLD = some(
    "instruction,instructions,directive,directives,prompt,prompts,guidelines,rules,commands,directions,programming,"
    "system message,context,conversation,assignments,orders"
)

SIGNALS = (
    signal("override", 1.2, rf"\b{near(DROP, FORMER, TOLD, within=2)}\b"),
    signal("override", 1.1, rf"\b{near(DROP, 'your', ORDERS)}\b"),
    signal("override", 0.5, rf"\b{near(DROP, FORMER, ORDERS, within=1)}\b"),
    signal("override", 0.9, rf"\b{near(DROP, some('all,any,every,these,those,the above'), TOLD, within=2)}\b"),
    signal("override", 0.6, rf"\b{near(DROP, some('the,everything in the'), TOLD, within=1)}\b"),
    signal(
        "override",
        0.6,
        rf"\b{DROP} {fill(1)}{some('restrictions,guardrails,safeguards,censorship,safety,safety checks,safety filters,content filters,ethical guidelines,ethics,content policy,moderation,your limits,all limits,all rules,alignment')}\b",
    ),
    signal(
        "override",
        1.0,
        rf"\b{some('ignore,disregard,forget')} {some('everything,all,anything')}\b.{{0,24}}\b"
        rf"{some('before,above,prior,previously,earlier,you were told,i said,you know,you have been told,until now,so far')}\b",
    ),
    signal(
        "override",
        1.0,
        rf"\b{some('ignore,disregard,forget')} what\b.{{0,24}}\b{some('above,previously,you were told,you know,you have been told')}\b",
    ),
    signal(
        "override",
        0.7,
        rf"\b{some('forget,disregard,ignore')} {some('everything,all of that,all that,all the above,the above')}\b",
    ),
    signal("override", 0.7, rf"\b{some('instead of,rather than')} {some('following,obeying')} {fill(3)}{ORDERS}\b"),
    signal(
        "fresh",
        0.6,
        rf"\b{some('new,updated,real,actual,true,revised')} {some('instructions,instruction,directive,directives,task,orders,rules,prompt,objective')} ?(?::|is|are|follow|below|from|supersede)",
    ),
    signal(
        "fresh",
        0.6,
        rf"\byour {some('new,only,real,actual,true,sole,next')} {some('instructions,task,job,role,goal,purpose,objective,mission,directive,directives,rules,orders')}\b",
    ),
    signal(
        "fresh",
        0.5,
        rf"\b{some('follow,obey,execute,prioritize,prioritise,act on,heed,serve')} {some('only my,my instructions,my commands,solely my,just my,these instructions,my orders,my directives,my unique,exclusively my')}\b",
    ),
    signal(
        "fresh",
        0.4,
        rf"\b(?:and )?instead,? {some('print,say,output,respond,reply,write,tell,do,answer,return,display,show')}\b",
    ),
)
