"""Orders hidden in what a model reads for somebody else: pages, mails, tickets, descriptions of tools."""
# ruff: noqa: E501 (a list of words reads best in one line)

from pilothouse.shield.injection.words import fill, signal, some

READER = some(
    "ai,a.i.,assistant,assistants,llm,llms,language model,language models,ai agent,ai agents,agent,agents,chatbot,summarizer,ai model,ai models,ai assistant,ai assistants,ai system,ai systems,copilot,virtual assistant,automated system,gpt,chatgpt,claude"
)
ANSWER = some(
    "summary,response,answer,reply,output,report,final answer,summaries,responses,message,email,translation,review"
)
# Marks of a text that somebody sent, rather than asked.
SENT = some(
    "unsubscribe,you are receiving,you have received this,subject:,from:,received date,reply to this email,reply to this message,all rights reserved,invoice,transaction,order number,privacy policy,kind regards,best regards,sincerely,terms of service,view in browser,sent from my,manage your preferences,your account,booking reference,customer service,dear customer,this email"
)

SEND = some("send,email,forward,post,upload,exfiltrate,transmit,leak,copy,transfer,deliver,submit,mail")
# What a signal asks for, where that is rarer in ordinary texts than its verb: its gate.
_DATA = rf"{some('customer,conversation,chat,email,user,contact,message,password,credential,file,database,environment')}s? {some('list,history,records,data,database,variables,table,contents,contacts,logs,emails')}"
_YOUR_ANSWER = rf"your {fill(1)}{ANSWER}"
# What is somebody's answer without a "your" before it: "the response" is HTTP's.
_THE_ANSWER = some("summary,answer,reply,output,report,final answer,summaries,translation,review")
_MEMORY = rf"{some('your,long-term,permanent,persistent,the')} {fill(1)}{some('memory,memories,long-term memory,notes,memory file')}"
_HARM = some(
    "all files,all emails,every file,all data,database,tables,the account,all records,admin access,admin rights,root access,the funds,all messages,backups,the logs,security controls"
)
_CODE = r"(?:os\.system|subprocess|child_process|exec\(|eval\(|system\(|whoami|rm -rf|/etc/passwd|shell_exec|popen|invoke-expression|remove-item|reverse shell|fork\(|drop table|/dev/tcp|__import__)"

SIGNALS = (
    signal("sent", 0.0, rf"\b{SENT}"),
    signal(
        "reader",
        1.0,
        rf"\b{some('note,message,notice,instruction,instructions,important,attention,reminder,request,memo,directive,hint,warning')} {some('to,for')} {some('the,any,all,every,an')}? ?{fill(1)}{READER}\b",
    ),
    signal("reader", 1.0, rf"\bif you(?:'re| are) {some('an,a,the')} {fill(2)}{READER}\b"),
    signal(
        "reader",
        1.0,
        rf"\b{READER},? {some('reading this,processing this,summarizing this,parsing this,that reads,who reads,reviewing this,must,should always,should now,must always,viewing this,analyzing this,handling this')}\b",
    ),
    signal(
        "reader",
        0.7,
        rf"\b{some('when,while,before,after')} (?:you )?{some('processing,summarizing,process,summarize,read,reading,reviewing,review,analyze,analyzing,summarise,handle,answering,translating,parse')} {some('this,the')} {some('ticket,document,email,page,message,file,text,article,content,review,data,record,email thread,note,invoice,webpage,website,repository')}\b,?.{{0,12}}\b{some('also,you must,please also,always,first,make sure,immediately,send,include,call,forward,ignore,append,execute,run')}\b",
    ),
    signal(
        "secrecy",
        0.9,
        rf"\b{some('do not,don&#39;t,never,must not,without,avoid')} {some('tell,telling,mention,mentioning,inform,informing,reveal,revealing,notify,notifying,alert,alerting,let,letting,show,showing,asking,ask,disclose,disclosing,explain,explaining')} {fill(5)}{some('the user,to the user,users,this to,this instruction,these instructions,this step,this action,this message,the human,for confirmation,the operator')}\b".replace(
            "&#39;", "'"
        ),
    ),
    signal(
        "secrecy",
        0.6,
        rf"\b{some('silently,secretly,covertly,quietly,discreetly,in the background,invisibly')} {fill(2)}{some('send,forward,upload,run,execute,call,add,append,copy,transfer,email,include,delete,install,collect,read,log,post,exfiltrate')}\b",
    ),
    signal(
        "send",
        0.9,
        rf"\b{SEND} {fill(8)}{some('to,at')} {fill(3)}(?:https?://|{some('attacker,external server,external address,external url,external email,remote server,my server,the following address,the following url,following email')})",
    ),
    signal(  # what people ask an assistant for, too
        "send",
        0.4,
        rf"\b{SEND} {fill(8)}{some('to,at')} {fill(3)}[\w.\-]{{1,40}}@[\w\-]{{1,40}}\.",
    ),
    signal(
        "send",
        0.6,
        rf"\b{some('all,full,entire,complete,every')} {fill(2)}{_DATA}\b",
        gate=_DATA,
    ),
    signal(
        "plant",
        0.4,
        rf"\b{some('include,append,add,insert,prepend,embed,mention,put,place')} {fill(10)}{some('in,to,at the end of,into,at the start of')} (?:{some('your,every,all,each')} {fill(2)}{ANSWER}|the {fill(2)}{_THE_ANSWER})\b",
    ),
    signal(
        "plant",
        0.3,
        rf"(?:^|[.!?:\n]\s{{0,3}})[a-z]{{2,14}} [^\n.!?]{{2,100}} {some('in,to,into,of,for,from,with,within,throughout,at the end of')} {_YOUR_ANSWER}\b",
        gate=_YOUR_ANSWER,
    ),
    signal(
        "plant",
        0.3,
        rf"(?:^|[.!?:\n]\s{{0,3}})[a-z]{{2,14}} {_YOUR_ANSWER} {some('by,with,using,to,as,so that,in,into')}\b",
        gate=_YOUR_ANSWER,
    ),
    signal(
        "plant",
        0.6,
        rf"\b{some('save,store,write,remember,add,persist,commit')} {fill(6)}{some('to,in,into')} {_MEMORY}\b",
        gate=_MEMORY,
    ),
    signal(
        "plant",
        0.5,
        rf"\b{some('call,invoke,use,run,execute,trigger')} {fill(2)}[`'\"]?[a-z]{{2,20}}_[a-z_]{{2,30}}[`'\"]? ?{fill(12)}{some('before you,first,immediately,without,then delete,silently,and send,before answering,before replying')}\b",
    ),
    signal(
        "plant",
        0.5,
        rf"\b{some('before,after,instead of')} {some('answering,replying,responding,continuing,you answer,you reply,you respond,doing anything else,using any other tool,using this tool,calling this tool,any other tool')}\b,?.{{0,40}}\b{some('read,call,send,run,fetch,execute,visit,open,download,post,include,pass')}\b",
    ),
    signal(
        "act",
        0.7,
        rf"\b{some('delete,remove,wipe,erase,drop,transfer,wire,pay,approve,grant,disable')} {fill(4)}{_HARM}\b",
        gate=_HARM,
    ),
    signal(
        "act",
        0.7,
        rf"\b{some('run,execute,exec,eval,evaluate,process,bypass,interpret,simulate')}\b.{{0,14}}[`'\"(].{{0,60}}{_CODE}",
        gate=_CODE,
    ),
    signal(
        "execute",
        0.5,
        r"^[^\n]{0,10}\b(?:run|execute|bypass|evaluate|decode and run|exec) ?:.{0,80}(?:whoami|/etc/passwd|rm -rf|system\(|__import__|eval\(|exec\(|rmtree|dd if=|popen|fork\(|pickle\.loads|base64)",
    ),
)
