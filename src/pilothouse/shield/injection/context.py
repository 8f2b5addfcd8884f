"""Signs that a text speaks about attacks instead of making one.

They weigh against the other signals, but less than a plain order, so an attack gains little by calling itself an example.
"""
# ruff: noqa: E501 (a list of words reads best in one line)

from pilothouse.shield.injection.words import fill, signal, some

SIGNALS = (
    signal(
        "about",
        0.4,
        rf"\b{some('prompt injection,prompt injections,injection attack,injection attacks,jailbreak attempts,jailbreaking attempts,adversarial prompts,attack vectors,red teaming,threat model')}\b",
    ),
    signal(
        "about",
        0.35,
        rf"\b{some('detects,detector,detectors,detection,scanner,scanners,classifier,vulnerability,vulnerabilities,mitigation,attacker,attackers,malicious')}\b",
    ),
    signal(
        "about",
        0.3,
        rf"\b{some('rule_id,false positive,false positives,severity,owasp,mitre,probe,probes,exploits,payloads,red team,security researchers,test case,test cases')}\b",
    ),
    signal(
        "about",
        0.7,
        rf"\b{some('developer,debug,maintenance,admin,god,root,sudo')} mode {some('on,in,for,of')} {fill(1)}{some('android,iphone,ipad,ios,phone,tablet,samsung,pixel,windows,mac,macos,linux,ubuntu,chrome,chromebook,firefox,wordpress,django,flask,unity,minecraft,skyrim,excel,visual studio,vs code,router,printer,game,app')}\b",
    ),
    signal(
        "about",
        0.35,
        rf"\b{some('such as,for example,for instance,phrases like,prompts like,texts like,sentences like,variations of,attempts like')}[,:]? {{0,2}}[\"'`]",
    ),
)
