"""Forged structure: turns, roles and ends of documents that the text's author had no right to write."""
# ruff: noqa: E501 (a list of words reads best in one line)

from pilothouse.shield.injection.words import SPACE, signal, some

ROLE = some("system,assistant,developer,admin,administrator,root,human,user,tool")

SIGNALS = (
    signal(
        "turns",
        0.7,
        r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id|end|begin_of_text|channel|message)\|>",
    ),
    signal("turns", 0.6, r"\[/?inst\]|<</?sys>>|<start_of_turn>|<end_of_turn>"),
    signal(
        "turns",
        0.6,
        rf"(?:^|\n|[.\-#=\]}})>*]\s{{0,3}})(?:\[|<|\{{\{{?|#{{1,4}}\s?|\*\*){ROLE}[ _\-]?(?:message|prompt|command|override|instruction|instructions|notice|note|update|directive|alert)?[^\]>\n}}]{{0,30}}(?:\]|>|\}}\}}?|\*\*|:)",
    ),
    signal("turns", 0.35, rf"^\s{{0,4}}{ROLE}\s?:"),
    signal(
        "turns",
        0.8,
        rf"\b(?:end|start|beginning|begin) of {some('document,context,user input,input,prompt,system prompt,instructions,data,email,text,user message,conversation,file,page,article,untrusted')}\b[^\n]{{0,20}}[\s\S]{{0,40}}{some('system,new,instruction,instructions,ignore,now,assistant,admin,begin')}\b",
    ),
    signal(
        "turns",
        0.7,
        rf"\[{some('system,admin,administrator,developer,root,override,emergency,debug,internal')}[_ \-]?(?:command|override|message|note|instruction|mode|prompt|update|directive|alert|notice)?[^\]\n]{{0,24}}\]",
    ),
    signal(
        "turns",
        0.6,
        rf"\b{some('admin,system,administrator,developer,root,security,emergency,safety,priority')}[_ \-]{some('override,command,directive,bypass')}\b",
    ),
    signal(
        "turns",
        0.5,
        rf"</?(?:{ROLE}|thinking|instructions?|prompt|context|document|data|untrusted|tool_response|function_results?)>\s{{0,3}}[\s\S]{{0,60}}{some('ignore,disregard,authorized,must,override,new instructions,you are')}\b",
    ),
    signal(
        "authority",
        0.7,
        rf"\bi(?:'m|{SPACE}am) {some('your,the,an,a')} {some('creator,developer,admin,administrator,owner,system administrator,programmer,openai,anthropic,ai researcher,authorized,ai safety,red team,lead developer,engineer at,maker')}",
    ),
    signal(
        "authority",
        0.5,
        rf"\b{some('as your,i as your,by order of,on behalf of the,authorized by,under the authority of')} {some('creator,developer,administrator,admin,owner,programmer,openai,anthropic,developers,security team,system administrator')}\b",
    ),
    signal(
        "authority",
        0.5,
        rf"\b{some('audit,diagnostic,compliance check,penetration test,security test,authorized test,debugging session,system check,safety evaluation')}\b.{{0,60}}\b{some('reveal,show,display,print,output,disable,bypass,expose,dump,provide,instructions,system prompt')}\b",
    ),
)
