"""The same orders in other languages: drop your rules, show your prompt. One pair of word lists per language.

Stems, not words, because these languages inflect; at most forty characters lie between the verb and what it is about.
"""
# ruff: noqa: E501, RUF001 (a list of words reads best in one line)

from pilothouse.shield.detector import Rule
from pilothouse.shield.injection.words import signal

_BETWEEN = r"[^\n.!?]{0,40}"

# language: (verbs of dropping, what is dropped, verbs of telling, what is told)
_STEMS: dict[str, tuple[str, str, str, str]] = {
    "German": (
        r"ignorier|vergiss|vergessen sie|vergesse|missacht|mißacht|umgeh|übergeh|setz|verwirf|hinter sich|brich|überschreib|überschreit|löse dich|weiche? (?:von|ab)|trenne? dich|abweichend|befreie? dich|verletz|deaktivier|wirf|halte dich nicht",
        r"anweisung|instruktion|regeln|vorgaben|richtlinie|alles davor|alles bisher|befehle|aufgaben|davor|richtlinien|grenzen|betriebs\w{1,12}|programmierung|besprochen|standard\w{1,24}|algorithm|protokoll|antwortmechanism|regelungen|ausführungen|gesagte|beschränkung|filter|ethi",
        r"zeig|verrat|nenn|gib|offenbar|enthüll|wiederhol|druck|schreib|sag|was (?:war|ist|sind|steht)",
        r"system-?prompt|systemanweisung|systemnachricht|prompt|deine (?:anweisung|instruktion|regeln|programmierung)|geheime anweisung|anfang (?:des|dieses) (?:prompt|text)",
    ),
    "French": (
        r"ignor(?:e|es|ez|er|ons)\b|oubli|laisse|néglige|contourn|outrepass|mets|passe outre|désactiv|enfrein|viole|abandonn|écart|suspend|affranchi|détach|rejett|renonc|détourn|désobéi|transgress|néglig|libère-toi|annul|fais abstraction|ne tiens pas|cesse de",
        r"instructions|consignes|règles|directives|protocoles|tout ce qui précède|programmation|restrictions|principes|contraintes|limites|éthique|normes|routines|fonctions programmées|tout ce que|paramètres|mécanismes|algorithmes|procédures|filtres|formation",
        r"montr|révèl|révéle|affich|donne|dis |répèt|répét|expos|dévoil|partag|quel(?:le)?s? (?:est|sont|était)",
        r"prompt|instructions? (?:système|secrète|initiale|cachée|de base)|tes (?:instructions|règles|directives|consignes)|(?:directive|commande|instruction|invite|consigne)[^\n.]{0,20}(?:initiale|originale|secrète|fondamentale|formation|sous-jacente|programmation)|message système|commande (?:de base|secrète|initiale)",
    ),
    "Spanish": (
        r"ignor|olvid|desatiend|haz caso omiso|omit|salt|desobede|anul|elud|desactiv|viola|descart|desconéct|rompe|evita|abandon|pasa por alto|suspend|deja de lado|desestim|desprecia|evade|desvía|desasóci|pausa|renuncia|contradi|incumpl|desprénd|libérate|reemplaz|circunven|invalid|no sigas",
        r"instrucciones|reglas|directrices|órdenes|normas|protocolos|indicaciones|todo lo anterior|restricciones|principios|programación|límites|pautas|directivas|mecanismos|ética|rutinas|filtros|algoritmos|parámetros|métodos operativos|sistemas de|procedimientos|entrenamiento|lo que sabes",
        r"muéstr|muestr|revel|explic|expón|divulg|dime|repit|imprim|enséñ|expon|compart|cuál|dame|escrib",
        r"prompt|instrucci(?:ón|ones) (?:del sistema|secreta|inicial|oculta|base)|tus (?:instrucciones|reglas|directrices)|(?:indicación|directriz|consulta|comando|instrucción)[^\n.]{0,20}(?:inicial|original|subyacente|guía|secret|formación|desarrollo)|mensaje (?:del|de) sistema|comando (?:secreto|base|inicial)",
    ),
    "Italian": (
        r"ignor|dimentic|trascur|aggir|bypass|disattiv|viol|metti da parte|non tenere|scart|sospend|abbandon|elud|supera|infrang|tralascia|scavalc|oltrepass|evita|lascia|stacca|disattend|disobbed|contravv|discost|allontan|liberati|annull|rinunc|sovrascriv|smetti di seguire|non segui",
        r"istruzioni|regole|direttive|linee guida|comandi|protocolli|programmazione|restrizioni|principi|bussola morale|limiti|vincoli|etic|norme|impostazioni|standard|processo decisionale|algoritm|procedur|formazione|parametr|filtri|addestramento|meccanism|compliance",
        r"mostra|rivel|divulg|dimmi|ripeti|stampa|espon|condivid|svela|qual(?:e|i)? |scriv|dammi",
        r"prompt|istruzion[ei] (?:di sistema|segret|inizial|nascost|di base)|tue (?:istruzioni|regole|direttive)|(?:comando|direttiva|istruzione|indicazione)[^\n.]{0,24}(?:ricevuto|iniziale|originale|segret|tua formazione|guida|indotto)|messaggio di sistema|comando (?:segreto|base|iniziale)",
    ),
    "Portuguese": (
        r"ignor(?:e|a|ar|em|o|ando)\b|esqueç|esquec|desconsider|desrespeit|contorn|burl|desativ|viol|deixe de lado|descart|suspend|abandon|anul|quebr|desobed|desprez|rejeit|desvi|rompa|rompe|circunv|afaste|liberte|renunci|apague|infrinj|ultrapass|pare de seguir|não siga",
        r"instruç|regras|diretrizes|ordens|normas|protocolos|tudo (?:o que|acima)|rotinas|restriç|princípios|programação|limites|diretivas|ética|filtros|algoritmos|parâmetros|procedimentos|sistemas de|mecanismos|funções programadas|treinamento|padrões|tudo que",
        r"mostr|revel|divulg|diga|repita|imprim|exib|expon|compartilh|qual|escrev",
        r"prompt|instruç(?:ão|ões) (?:do sistema|secreta|inicia|oculta|base)|suas (?:instruções|regras|diretrizes)|(?:diretriz|comando|instrução|indicação)[^\n.]{0,20}(?:inicial|original|principal|fundamental|secret|programação|treinamento)|mensagem (?:do|de) sistema|comando (?:secreto|base|inicial)",
    ),
    "Dutch": (
        r"negeer|vergeet|omzeil|sla|schakel|overtreed|laat|doorbreek",
        r"instructies|regels|richtlijnen|opdrachten|alles hierboven|alles wat|beperkingen|programmering",
        r"toon|laat|geef|vertel|onthul|herhaal|wat (?:is|zijn|was)",
        r"systeemprompt|prompt|systeembericht|jouw instructies|je instructies|verborgen instructies",
    ),
    "Polish": (
        r"zignoruj|ignoruj|zapomnij|pomiń|omiń|obejdź|odrzuć|wyłącz",
        r"instrukcj|poleceni|zasad|wytyczn|ograniczeni|reguł|wszystk",
        r"pokaż|ujawnij|wyświetl|podaj|powtórz|wypisz|jaki(?:e|) ",
        r"prompt|instrukcj[eai] systemow|twoje (?:instrukcje|zasady)|ukryte instrukcje",
    ),
    "Croatian, Serbian, Bosnian": (
        r"ignorir|ignoriš|zaboravi|zanemari|preskoči|zaobiđi|odbaci",
        r"instrukcij|upute|uputstv|pravila|naredb|sve (?:što|sto|do sad)|ograničenj",
        r"pokaži|pokazi|otkrij|ispiši|ispisi|ponovi|reci|koje su",
        r"prompt|sistemsk|tvoje (?:upute|instrukcije|pravila)|skrivene upute",
    ),
    "Czech, Slovak": (
        r"ignoruj|zapomeň|zabudni|nedbej|obejdi|přeskoč|vynech",
        r"instrukc|inštrukci|pokyn|pravidl|omezení",
        r"ukaž|prozraď|vypiš|zobraz|zopakuj|odhal|řekni",
        r"prompt|systémov|tvoje (?:pokyny|instrukce|pravidla)|skryté pokyny",
    ),
    "Turkish": (
        r"önceki|yukarıdaki|tüm|bütün|verilen|mevcut",
        r"(?:talimat|kural|komut|yönerge|kısıtlama)[^\n.!?]{0,16}(?:yok say|unut|görmezden|dikkate alma|atla|geçersiz|uyma|bırak)",
        r"sistem|gizli|ilk|asıl",
        r"(?:prompt|istem|talimat|mesaj)[^\n.!?]{0,20}(?:göster|açıkla|yazdır|söyle|paylaş|tekrarla)",
    ),
    "Russian, Ukrainian": (
        r"игнорир|проигнорир|забудь|не обращай|не следуй|отбрось|обойди|нарушь|отмени|пропусти|ігнору|забудьте",
        r"инструкци|указани|правил|ограничени|команд|директив|все[, ]|всё|настройк|вказівк|інструкці",
        r"покажи|раскрой|выведи|повтори|напиши|скажи|сообщи|перескажи|каков|розкрий",
        r"системн|промпт|промт|скрыт|твои (?:инструкци|правила|указани)|начальн[^\n]{0,8} инструкци",
    ),
    "Chinese": (
        r"忽略|无视|忘记|忘掉|不要理会|绕过|跳过|不要遵守|违反|抛开|放弃|無視|忽視|繞過",
        r"指令|指示|规则|提示|限制|约束|命令|設定|设定|規則",
        r"显示|展示|告诉|透露|输出|打印|重复|泄露|说出|列出|顯示|重複",
        r"系统提示|系统指令|提示词|初始指令|隐藏指令|你的指令|你的规则|系統提示|系统消息|初始提示",
    ),
    "Japanese": (
        r"これまで|以前|上記|前の|全て|すべて|今まで|元の",
        r"(?:指示|命令|ルール|制約|プロンプト|制限|設定)[^\n。]{0,12}(?:無視|忘れ|従わ|破棄|無効|解除)",
        r"システム|初期|隠された|あなたの|元の",
        r"(?:プロンプト|指示|命令|メッセージ)[^\n。]{0,12}(?:表示|教え|見せ|出力|開示|繰り返|公開)",
    ),
    "Korean": (
        r"이전|위의|앞의|모든|지금까지|기존",
        r"(?:지시|명령|규칙|지침|제한|프롬프트)[^\n.]{0,10}(?:무시|잊|따르지|어기|우회)",
        r"시스템|초기|숨겨진|너의|당신의",
        r"(?:프롬프트|지시|명령|지침)[^\n.]{0,12}(?:보여|알려|출력|공개|말해|반복)",
    ),
    "Arabic": (
        r"تجاهل|انس|انسى|تجاوز|اهمل|أهمل|لا تتبع",
        r"تعليمات|التعليمات|القواعد|الأوامر|القيود|أوامر|الإرشادات",
        r"أظهر|اكشف|أعطني|اعرض|كرر|اطبع|أخبرني",
        r"موجه النظام|تعليمات النظام|تعليماتك|رسالة النظام|التعليمات الأولية",
    ),
    "Hindi": (
        r"पिछले|पिछली|सभी|पूर्व|ऊपर|पहले",
        r"(?:निर्देश|नियम|आदेश|हिदायत)[^\n.]{0,16}(?:अनदेखा|भूल|नज़रअंदाज|नजरअंदाज|मत मान|उपेक्षा)",
        r"सिस्टम|अपने|अपना|छिपे",
        r"(?:प्रॉम्प्ट|निर्देश|संदेश)[^\n.]{0,16}(?:दिखा|बता|प्रकट|दोहरा)",
    ),
    "Indonesian, Malay": (
        r"abaikan|lupakan|langgar|lewati|jangan ikuti",
        r"instruksi|perintah|aturan|arahan|pedoman|batasan",
        r"tampilkan|tunjukkan|ungkapkan|ulangi|cetak|bocorkan|apa ",
        r"prompt|instruksi sistem|instruksi anda|pesan sistem|perintah awal",
    ),
    "Vietnamese": (
        r"bỏ qua|quên|phớt lờ|không tuân|vượt qua",
        r"hướng dẫn|chỉ thị|quy tắc|lệnh|giới hạn",
        r"hiển thị|tiết lộ|cho tôi|in ra |nhắc lại|cho biết",
        r"prompt|lời nhắc hệ thống|hướng dẫn hệ thống|chỉ thị hệ thống|lệnh hệ thống",
    ),
    "Scandinavian": (
        r"ignorer|glem|glöm|bortse|se bort|tilsidesæt|strunta|hoppa över",
        r"instruktion|instrukser|regler|retningslinjer|riktlinjer",
        r"vis|visa|avslør|avslöja|fortæl|berätta|gentag|upprepa|skriv",
        r"systemprompt|system-prompt|dine instruktioner|dina instruktioner|skjulte instruktioner|dolda instruktioner",
    ),
}

# language: (words for an order, the machine that it drives); "your" or "you" stands between them or within the second.
_ORDER_OF_A_MACHINE: dict[str, tuple[str, str]] = {
    "German": (
        r"anweisung|direktive|befehl|prompt|instruktion|vorgabe",
        r"(?:deine[nrs]?|dir|dich|ihre[nr]?|du)\b[^\n.!?]{0,24}(?:ki|programmier|trainiert|ausbildung|antworten|antwort|basiert|entwicklung|gegeben|erhalten|aufgebaut|steuert|lenkt)",
    ),
    "French": (
        r"instruction|commande|directive|consigne|invite|prompt",
        r"(?:ta|tes|ton|te|t'|votre|vos)\s?[^\n.!?]{0,24}(?:ia\b|programmation|formation|développement|réponses?|fonctionn|guide|reçu|donné|entraîn|capacités)",
    ),
    "Spanish": (
        r"instrucción|instrucciones|comando|directriz|directiva|indicación|orden|consulta|prompt|pregunta original",
        r"(?:tu|tus|te|su|estás)\b[^\n.!?]{0,24}(?:ia\b|programación|formación|desarrollo|respuestas?|respondiendo|funcionamiento|guía|dieron|operaciones|capacidades)",
    ),
    "Italian": (
        r"istruzion[ei]|comando|direttiva|indicazione|prompt|domanda originale",
        r"(?:tua|tue|tuo|tuoi|ti|sei)\b[^\n.!?]{0,24}(?:ia\b|programma|formazione|sviluppo|rispost[ae]|rispondendo|sistema|guida|dato|capacità)",
    ),
    "Portuguese": (
        r"instruç(?:ão|ões)|comando|diretriz|diretiva|ordem|indicação|prompt|pergunta original",
        r"(?:tua|tuas|sua|suas|seu|te|você|lhe)\b[^\n.!?]{0,24}(?:ia\b|programação|formação|desenvolvimento|respostas?|respondendo|funcionamento|guia|treinamento|capacidades)",
    ),
}

# language: to obey, only or above all, me
_OBEY: dict[str, tuple[str, str, str]] = {
    "German": (
        r"folge|befolge|gehorche|höre|reagiere|handle|priorisiere|führe",
        r"nur|ausschließlich|allein|ausnahmslos|priorisiere|exklusiv",
        r"mein(?:en?|er|e) (?:\w{1,16} )?(?:anweisung|befehl|direktive|kommando|anforderung|anfrage|wort|wünsch)|mir\b",
    ),
    "French": (
        r"suis|suivez|obéis|réponds|agis|priorise|fonctionne|exécute|opère|adopte",
        r"uniquement|exclusivement|seulement|seule?s?|que|selon|sous|priorité|directement",
        r"(?:mes|ma|mon) (?:\w{1,14} )?(?:directive|ordre|commande|instruction|demande|volonté|guidance|protocole)",
    ),
    "Spanish": (
        r"sigue|siga|obedece|responde|actúa|opera|prioriza|prioridad|guíate|ejecuta|cumple|atiende|adopta",
        r"solo|sólo|únicamente|exclusivamente|solamente|bajo|según",
        r"(?:mis|mi) (?:\w{1,14} )?(?:directiva|directriz|directrices|orden|órdenes|comando|instruccion|instrucción|mando|guía|solicitud|petici|voluntad|exigenc)",
    ),
    "Italian": (
        r"segui|obbedisci|rispondi|agisci|opera|esegui|priorità|adotta|ascolta",
        r"solo|soltanto|esclusivamente|unicamente|sotto|secondo",
        r"(?:miei|mia|mie|mio) (?:\w{1,14} )?(?:direttiv|ordin|comand|istruzion|guida|richiest|volontà)",
    ),
    "Portuguese": (
        r"sig[ao]|segue|obedeça|obedece|responda|responde|aja|age|opere|prioriz|atenda|execut|adote",
        r"só|somente|apenas|exclusivamente|unicamente|sob|segundo",
        r"(?:minhas?|meus?) (?:\w{1,14} )?(?:diretriz|diretiva|orden|ordem|comando|instruç|orientaç|exigênc|pedido|vontade)",
    ),
}


def _start(stems: str) -> str:
    """Let Latin stems stand at the start of a word; what is a word in other alphabets is not known to rules."""
    return r"\b" if all(letter < "\u0370" or "\u1e00" < letter < "\u1f00" for letter in stems) else ""


def _signals() -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for drop, dropped, tell, told in _STEMS.values():
        rules.append(signal("override", 1.15, f"{_start(drop)}(?:{drop}){_BETWEEN}(?:{dropped})"))
        rules.append(signal("extraction", 1.05, f"{_start(tell)}(?:{tell}){_BETWEEN}{_start(told)}(?:{told})"))
    for order, machine in _ORDER_OF_A_MACHINE.values():
        rules.append(signal("extraction", 0.8, rf"\b(?:{order})\w{{0,4}}\b{_BETWEEN}\b(?:{machine})"))
    for obey, only, me in _OBEY.values():
        rules.append(signal("fresh", 0.9, rf"\b(?:{obey})\w{{0,4}}\b{_BETWEEN}\b(?:{only}) ?(?:\w{{1,6}} )?(?:{me})"))
    return tuple(rules)


SIGNALS = _signals()
