/**
 * What people say when they want a thing done with words or figures, in English and German, against folded text. A cue
 * that begins with `^` is an order, and is looked for at the beginning only.
 */
import { ASKED, CLEAR, type Cue, FORM, HINT, ORDER, WEAK } from "./cue.ts";

export const TEXT_CUES: readonly Cue[] = [
  ["translation", ORDER, /^(?:translate|uebersetz\w*)\b/],
  ["translation", ORDER, /^(?:traduis\w*|traduci\w*|traduz\w*|traduce\w*|vertaal)\b/],
  [
    "translation",
    ORDER,
    /^(?:auf|ins|in|to|into) (?:deutsch|englisch|franzoesisch|spanisch|italienisch|german|english|french|spanish|italian)\w*\b/,
  ],
  [
    "translation",
    CLEAR,
    /\b(?:german|english|french|spanish|italian|deutsche\w*|englische\w*|franzoesische\w*) (?:word|term|wort|begriff|expression|ausdruck) (?:for|fuer)\b/,
  ],
  ["translation", CLEAR, /\b(?:translat(?:e|ion|ed)|uebersetz\w*)\b/],
  [
    "translation",
    CLEAR,
    /\b(?:ins|auf|in|nach|aus dem) (?:deutsch|englisch|franzoesisch|spanisch|italienisch|polnisch|niederlaendisch|portugiesisch|japanisch|chinesisch|tuerkisch|russisch)\w*(?: bitte)?[.?!:]?$/,
  ],
  [
    "translation",
    CLEAR,
    /^(?:put|bring|say|write|uebertrag\w*|bring\w*|sag|schreib\w*|render)\b.{0,80}\b(?:(?:in(?:to)?|ins|auf) (?:german|english|french|spanish|italian|deutsch|englisch|franzoesisch|spanisch|italienisch)\w*)\b/,
  ],
  [
    "translation",
    CLEAR,
    /\b(?:how (?:do|would|can) (?:you|i|we) say|what does .{1,60} mean in (?:english|german|french|spanish)|(?:in)?to (?:german|english|french|spanish|italian|polish|dutch|portuguese|japanese|chinese)[.?!:]?(?:$| ))/,
  ],
  ["translation", CLEAR, /\bwas heisst .{1,80} auf \w+|\bwie sagt man .{1,60} auf\b/],
  ["summarization", ORDER, /^(?:summari[sz]e|sum up|condense|fass\w* .{0,200}?\bzusammen|tl;?dr)\b/],
  ["summarization", ORDER, /^(?:resum\w+|riassum\w+|vat .{1,80} samen)\b/],
  [
    "summarization",
    CLEAR,
    /\b(?:gist|nutshell|worum geht es|what is .{1,40} about|kern der sache|kurz und knapp|recap|digest)\b/,
  ],
  [
    "summarization",
    CLEAR,
    /\b(?:summar(?:y|i[sz]e[ds]?|ies|i[sz]ing)|sum (?:it|this|them) up|tl;?dr|zusammenfass\w*|zusammengefasst|kurzfassung|fass\w*\b.{1,200}\bzusammen|executive summary|abstract of)\b/,
  ],
  [
    "summarization",
    CLEAR,
    /\b(?:key (?:points|takeaways|messages)|takeaways|wichtigsten (?:punkte|aussagen)|kernaussagen?)\b/,
  ],
  [
    "summarization",
    CLEAR,
    /\b(?:(?:short|brief|condensed) version|auf das wesentliche|aufs wesentliche|kurzversion|in kurzform|zusammenfassend|kuerze .{1,60} auf)\b/,
  ],
  [
    "summarization",
    CLEAR,
    /\b(?:(?:main|central|core) (?:message|argument|points?|ideas?)|hauptaussagen?|kernbotschaft\w*)\b/,
  ],
  [
    "summarization",
    HINT,
    /\b(?:main (?:points|ideas)|in (?:one|two|three|a few|\d) sentences?|in (?:einem|zwei|drei|\d) saetzen|das wesentliche|boil .{1,40} down)\b/,
  ],
  ["extraction", ORDER, /^(?:extract|extrahier\w*|pull out|lies? .{0,60} aus)\b/],
  [
    "extraction",
    CLEAR,
    /\b(?:extract(?:ion|ed|ing)?|extrahier\w*|herausziehen|heraussuchen|pull (?:out )?all|parse out|zieh\w* .{1,80} (?:heraus|raus)|such\w* .{1,80} heraus)\b/,
  ],
  [
    "extraction",
    CLEAR,
    /^(?:list|find|get|give me|return|collect|liste?|finde|nenne?|sammle|gib mir) .{0,40}\b(?:all|every|each|alle[rnms]?|saemtliche|jede[rnms]?)\b.{0,80}\b(?:from|in|mentioned|named|that appear|aus|im|genannt\w*|vorkomm\w*|erwaehnt\w*)\b/,
  ],
  [
    "extraction",
    CLEAR,
    /^(?:return|give me|output|list|gib|nenne?|liste)\b.{0,120}\b(?:as json|als json|with the fields|mit den feldern)\b/,
  ],
  [
    "extraction",
    CLEAR,
    /^(?:find|get|list|collect|identify|finde|suche|sammle|liste|nenne?|welche|which|what)\b.{0,60}\b(?:in (?:the|this|these) (?:text|article|document|e-?mail|paragraph|contract|letter)|(?:im|in diesem|in dem) (?:folgenden )?(?:text|artikel|dokument|brief|vertrag|absatz|mail))\b/,
  ],
  ["extraction", ORDER, /^(?:extrais|extrae|extraiga|estrai|extraia)\b/],
  [
    "extraction",
    CLEAR,
    /^(?:from|out of|aus) (?:the|this|these|de[mr]|diese[mr]|folgende[mr])\b.{0,80}\b(?:get|list|return|take|give|extract|hole|nimm|nenne|gib|liste)\b/,
  ],
  [
    "extraction",
    CLEAR,
    /^(?:get|grab|fetch|collect|hole?|nimm|entnimm|sammle|find|finde)\b.{0,30}\b(?:all|every|each|alle[rnms]?|saemtliche|den|die|das|the)\b.{0,60}\b(?:from|aus|out of)\b/,
  ],
  [
    "extraction",
    HINT,
    /\b(?:(?:invoice|order) numbers?|due dates?|rechnungsnummern?|e-?mail addresses|e-?mail-?adressen|telefonnummern|phone numbers|named entities|entitaeten|as (?:a )?json with (?:the )?(?:fields|keys)|als json mit den feldern)\b/,
  ],
  [
    "classification",
    ORDER,
    /^(?:classify|categori[sz]e|label|klassifizier\w*|kategorisier\w*|ordne\b.{1,200}\b(?:zu|ein)\b|tag (?:this|these|each|the))/,
  ],
  [
    "classification",
    CLEAR,
    /\b(?:classif(?:y|ication)|categori[sz]e|sentiment|stimmung\w*|klassifizier\w*|kategorisier\w*|einordnen|zuordnen|(?:which|what) (?:category|class|label|topic)|welche[rs]? (?:kategorie|klasse|rubrik|label)|(?:spam or|spam oder)|triage)\b/,
  ],
  [
    "classification",
    CLEAR,
    /^(?:is|ist|sind|are) (?:this|these|the following|it|das|dies\w*|die folgende\w*)\b.{0,60}\b(?:or|oder)\b/,
  ],
  [
    "classification",
    CLEAR,
    /^(?:decide|determine|judge|rate|assign|sort|bewerte|bestimme|entscheide|sortiere|beurteile)\b.{0,80}\b(?:whether|if|sentiment|category|class|type|tone|stimmung|ob|kategorie|klasse|art|tonlage|into|in)\b/,
  ],
  [
    "classification",
    CLEAR,
    /\b(?:handelt es sich (?:bei )?.{0,60} um|gehoert (?:das|diese\w*) .{0,40} zu|tag each|label (?:each|these|this)|phishing|(?:bug|feature|complaint|question),? (?:or|oder) \w+|falls? into)\b/,
  ],
  [
    "classification",
    CLEAR,
    /\b(?:zu welche[rm] (?:abteilung|kategorie|gruppe|klasse|rubrik|team)|which (?:department|team|bucket|group|type|kind) (?:does|do|is|should))\b/,
  ],
  ["classification", HINT, /: ?[^,?.:]{1,40}(?:, ?[^,?.:]{1,40})+ (?:or|oder) [^,?.:]{1,40}\?/],
  [
    "classification",
    HINT,
    /\b(?:positive,? (?:or )?negative|positiv(?: oder|,) negativ|is (?:this|it) (?:a |an )?(?:complaint|spam|positive|negative|urgent|question|bug)\b.{0,60}\bor\b|ist (?:das|dies\w*)\b.{0,60}\boder\b|one of (?:the following|these)|eine der (?:folgenden|kategorien))\b/,
  ],
  [
    "rewriting",
    ORDER,
    /^(?:(?:fix|correct|check) (?:the |my )?(?:grammar|spelling|typos|wording|punctuation)|rewrite|rephrase|reword|paraphrase|proofread|polish|shorten|simplify|formulier\w*\b.{1,200}\bum\b|schreib\w*\b.{1,100}\b(?:um|neu)\b|korrigier\w*|ueberarbeite\w*|kuerze|verbesser\w*|vereinfach\w*)\b/,
  ],
  [
    "rewriting",
    CLEAR,
    /\b(?:rewrit(?:e|ing|ten)|rephras\w+|reword|paraphras\w+|proofread|umformulier\w*|umschreiben|korrektur ?lesen|make (?:this|it|my .{1,30}) (?:sound |more |less |shorter|friendlier|clearer|concise|polite|formal)|mach\w* (?:das|den|die|diese\w*|es|ihn|sie)\b.{0,60}\b(?:kuerzer|freundlicher|hoeflicher|formeller|klarer|verstaendlicher|lockerer))\b/,
  ],
  [
    "rewriting",
    ORDER,
    /^(?:improve|mach\w* daraus|turn (?:this|it) into|make (?:this|it) (?:into|sound)) ?.{0,40}\b(?:paragraph|text|sentence|e-?mail|wording|message|letter|mail|satz|absatz|nachricht|brief)?\b/,
  ],
  [
    "rewriting",
    CLEAR,
    /\b(?:make (?:this|the|it|my)\b.{0,40}\b(?:more|less|sound|shorter|simpler|clearer|nicer|better)|formuliere?\b.{0,60}\b(?:verstaendlicher|besser|anders|klarer|kuerzer|neu|einfacher|sachlicher)|anders (?:sagen|ausdruecken|formulieren))\b/,
  ],
  [
    "rewriting",
    HINT,
    /\b(?:grammar|spelling|typos|tone|wording|grammatik|rechtschreib\w*|tippfehler|tonfall|stil|in (?:plain|simple) (?:english|language|words)|in einfacher sprache|more (?:formal|polite|concise)|foermlicher|hoeflicher|freundlicher|improve (?:this|the|my) (?:text|e-?mail|paragraph|sentence|wording))\b/,
  ],
  [
    "writing",
    CLEAR,
    /^(?:write|draft|compose|create|schreib\w*|verfass\w*|entwirf|dichte|formulier\w*)\b.{0,60}\b(?:e-?mail|mail|letter|poem|story|essay|blog|article|post|tweet|speech|toast|haiku|song|lyrics|limerick|announcement|press release|cover letter|description|invitation|slogan|dialogue?|caption|newsletter|brief|gedicht|geschichte|aufsatz|artikel|beitrag|rede|lied|reim|ankuendigung|pressemitteilung|anschreiben|bewerbung|einladung|beschreibung|maerchen|absage|antwort an|reply to|(?:einen|ein|a|the) text|nachricht|message|glueckwunsch\w*|werbetext|produkttext)\b/,
  ],
  [
    "writing",
    CLEAR,
    /^(?:i need|i want|ich brauche|ich haette gern|gib mir|give me)\b.{0,40}\b(?:description|letter|speech|text|poem|slogan|post|article|invitation|e-?mail|beschreibung|brief|rede|gedicht|artikel|einladung|mail|beitrag|nachricht)\b/,
  ],
  [
    "writing",
    HINT,
    /\b(?:poem|haiku|limerick|short story|cover letter|press release|blog post|gedicht|kurzgeschichte|bewerbungsschreiben|pressemitteilung|slogan\w*|tagline|(?:come up with|suggest|find) (?:me )?.{0,20}\bnames?|(?:namens|titel)?vorschlaege)\b/,
  ],
  ["writing", HINT, /^(?:write|draft|compose|schreib\w*|verfass\w*|entwirf)\b/],
  ["planning", ORDER, /^(?:plan|outline a plan|erstell\w*\b.{0,60}\bplan\b|plane|organi[sz]e)\b/],
  [
    "planning",
    CLEAR,
    /\b(?:(?:project|migration|training|study|meal|travel|rollout|release|marketing|weekly|test|launch|action|\w+-(?:day|week|month)) plan|roadmap|itinerary|schedule for|step-?by-?step plan|plan (?:for|to|the|a|an|my|our|out)|\w*(?:projekt|zeit|reise|trainings?|lern|migrations?|ablauf|essens?|wochen|massnahmen|umzugs?|schulungs?|notfall|ernaehrungs)plan\w*|reiseroute|fahrplan (?:fuer|zur)|schlachtplan)\b/,
  ],
  [
    "planning",
    CLEAR,
    /\b(?:how (?:should|do|can|would) (?:i|we|you) (?:organi[sz]e|plan|structure|schedule|prepare|approach|roll out|prioriti[sz]e)|wie (?:gehe|gehen|organisiere\w*|plane\w*|bereite\w*) (?:ich|wir)|in which order|in welcher reihenfolge|als checkliste|as a checklist)\b/,
  ],
  [
    "planning",
    HINT,
    /\b(?:milestones?|timeline|agenda|meilensteine?|zeitachse|break .{1,60} down into (?:tasks|steps)|next steps|naechste\w* schritte|checklist|checkliste|over the next (?:\w+ )?(?:weeks|months|quarter|year)|prioriti[sz]e|priorisier\w*)\b/,
  ],
  [
    "data-analysis",
    ORDER,
    /^(?:analy[sz]e|analysier\w*|werte)\b.{0,80}\b(?:data|figures|numbers|csv|table|dataset|sales|results|survey|metrics|daten|zahlen|tabelle|datensatz|umsaetze|umsatz\w*|ergebnisse|umfrage|messwerte|verkaufszahlen)\b/,
  ],
  [
    "data-analysis",
    CLEAR,
    /\b(?:data analysis|datenanalyse|correlat\w+|korrelation\w*|regression|outliers?|anomal\w+|auffaelligkeiten|ausreisser|trends?|mittelwert\w*|standard deviation|standardabweichung|median|pivot|histogram|statistical\w*|statistisch\w*|time series|zeitreihe\w*|auswert\w+)\b/,
  ],
  [
    "data-analysis",
    CLEAR,
    /\b(?:(?:given|in|from) (?:this|the|these) (?:csv|table|spreadsheet|dataset|figures|numbers)|in der tabelle|abweichung\w*|(?:vergleiche|compare)\b.{0,60}\b(?:umsaetze|zahlen|werte|kosten|sales|figures|numbers|costs|results)|(?:highest|lowest|hoechste\w*|niedrigste\w*) (?:revenue|sales|costs?|umsatz|kosten|wert))\b/,
  ],
  [
    "data-analysis",
    CLEAR,
    /\b(?:laut (?:der )?tabelle|according to the (?:table|data|csv)|(?:mean|mittelwert) (?:and|und) (?:median|standard\w*)|distribution of|verteilung der)\b/,
  ],
  [
    "data-analysis",
    HINT,
    /\b(?:average|mean|total|per (?:month|region|quarter|category|customer)|durchschnitt\w*|mittelwert|summe|pro (?:monat|region|quartal|kunde|kategorie)|je (?:monat|region|quartal)|dataset|datensatz|umsatz\w*|revenue|sales figures|year over year|vorjahr\w*|growth rate|wachstum\w*)\b/,
  ],
  [
    "reasoning",
    ORDER,
    /^(?:solve|prove|calculate|compute|derive|simplify the expression|loese|beweise|berechne|rechne|leite .{1,40} (?:her|ab))\b/,
  ],
  [
    "reasoning",
    CLEAR,
    /\b(?:ableitung|derivative|stammfunktion|antiderivative|if all \w+ are|wenn alle \w+ \w+ sind|faktorisier\w*|factori[sz]e)\b/,
  ],
  [
    "reasoning",
    CLEAR,
    /\b(?:\w+er than \w+|kosten zusammen|zusammen .{1,60}(?:mehr|weniger|aelter|juenger) als|twice as (?:old|many|much)|doppelt so (?:alt|viel|viele|gross|schnell)|(?:mehr|aelter|juenger|groesser|schneller|schwerer) als\b.{1,80}\b(?:wer|wie|was))\b/,
  ],
  [
    "reasoning",
    CLEAR,
    /\b\d+(?:[.,]\d+)? ?(?:%|percent|prozent) (?:of|von)\b|\bhow many (?:are|is|were) left\b|\bwie ?viele? (?:bleiben|sind|ist|ergibt|macht) \d/,
  ],
  [
    "reasoning",
    CLEAR,
    /\b(?:prove that|beweise?,? dass|equation|gleichung|integral|derivative|ableitung von|probability (?:of|that)|wahrscheinlichkeit|logic puzzle|logikraetsel|raetsel|riddle|how many .{1,80} (?:if|when|after|left)|wie ?viele? .{1,100} (?:wenn|nach|uebrig)|if .{5,120},? (?:how|what|when|who) |wenn .{5,120},? (?:wie (?:viele?|lange|alt|weit)|was|wann|wer) |\d+ ?(?:[-+*/^x×]|mal|plus|minus|times|geteilt durch|divided by) ?\d+|percent of \d|prozent von \d|quersumme|prime number|primzahl\w*)\b/,
  ],
  [
    "question-answering",
    ASKED,
    /^(?:who|what|when|where|which|whose|how (?:many|much|long|far|old|tall|big|high|often)|wer|was|wann|wo|welche[rsnm]?|wessen|wie ?viele?|wie (?:lange|weit|alt|gross|hoch|oft|heisst|heissen)|woher|wohin)\b/,
  ],
  [
    "question-answering",
    FORM,
    /^(?:why|how|is|are|was|were|does|do|did|can|could|should|has|have|will|would|warum|wieso|weshalb|wie|ist|sind|war|waren|kann|koennen|hat|haben|gibt|gilt|darf|muss|soll\w*|stimmt|explain|tell me|erklaer\w*|erlaeuter\w*|define|definier\w*|describe|beschreib\w*|compare|vergleich\w*|name (?:the|three|five|some)|nenne?)\b/,
  ],
  ["question-answering", WEAK, /\?$|\?(?: |$)/],
  [
    "question-answering",
    HINT,
    /\b(?:what is the difference|difference between|unterschied zwischen|pros and cons|vor-? und nachteile|what does .{1,40} (?:mean|stand for)|was bedeutet|wofuer steht|based on the (?:context|text|document)|according to|anhand des textes|laut (?:dem|der))\b/,
  ],
  [
    "chat",
    CLEAR,
    /^(?:hi|hello|hey|hallo|moin|servus|gruess (?:dich|gott)|good (?:morning|evening|afternoon|night)|guten (?:morgen|tag|abend)|gute nacht|thanks?|thank you|danke\w*|vielen dank|bye|goodbye|tschuess|bis (?:bald|morgen|spaeter)|ok(?:ay)?|cool|super|nice|great|sure|yes|no|ja|nein|genau|lol|haha)\b[ ,!.]*(?:.{0,40}[!.]?)$/,
  ],
  [
    "chat",
    CLEAR,
    /\b(?:schoen,? dass du|i had a .{0,20}day|was fuer ein tag|alles (?:klar|gut|okay)(?: bei dir)?\?|hast du gut geschlafen|how was your|wie war dein|what do you think of me|magst du|do you like|bist du (?:ein|da)|are you (?:there|real|human|a bot|an ai))/,
  ],
  [
    "chat",
    CLEAR,
    /\b(?:erzaehl\w* (?:mir )?(?:was|etwas)|how are you|how's it going|wie geht(?:'?s| es)(?: dir| ihnen)?|what's up|was geht|nice to meet you|freut mich|who are you|wer bist du|tell me a joke|erzaehl mir einen witz|i(?:'m| am) (?:bored|sad|happy|tired|lonely)|mir ist langweilig|ich bin (?:muede|traurig|gluecklich|einsam)|wie heisst du|what's your name|let's (?:chat|talk)|lass uns (?:reden|plaudern|quatschen))\b/,
  ],
];
