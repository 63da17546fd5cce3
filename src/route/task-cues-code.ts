/** What people say when they want a thing done with code; as in task-cues.ts. */
import { CLEAR, type Cue, HINT, ORDER } from "./cue.ts";

export const CODE_CUES: readonly Cue[] = [
  [
    "code-review",
    ORDER,
    /^(?:review|code[- ]review|audit|pruef\w*|begutachte|schau\w*)\b.{0,80}\b(?:code|function|class|diff|pull request|pr|patch|commit|change|script|method|query|funktion|klasse|aenderung\w*|skript|methode|implementierung|implementation|merge request|mr)\b/,
  ],
  [
    "code-review",
    CLEAR,
    /\b(?:code[- ]?review|review (?:this|my|the|following)\b.{0,40}\b(?:code|function|class|diff|pull request|pr|patch|commit|change|script|method|query)|(?:look|go) over (?:this|my) (?:code|diff|pr|patch|function)|code pruefen|feedback (?:on|to) (?:this|my|the) (?:code|implementation|function)|what (?:would|could) you (?:change|improve) (?:in|about) (?:this|my|the) (?:code|function|class)|was (?:wuerdest|koenntest|kann|sollte) (?:du|man|ich) an (?:diese[rm]|meine[rm]|der|dem) (?:code|funktion|klasse|skript|methode))\b/,
  ],
  [
    "code-review",
    CLEAR,
    /\b(?:(?:is|are) (?:this|my|the|these) (?:code|implementation|function|class|query|script|method)s? (?:\w+ )?(?:thread-?safe|secure|safe|correct|ok|idiomatic|efficient|clean)|ist (?:diese\w*|mein\w*|der|die) (?:code|funktion|klasse|implementierung|abfrage|skript) (?:so )?(?:sicher|korrekt|richtig|sauber|effizient|okay|threadsicher))\b/,
  ],
  [
    "code-review",
    CLEAR,
    /^(?:schau\w*|sieh\w*|look|check|guck\w*|take a look)\b.{0,80}\b(?:code|diff|pull request|pr|patch|commit|merge request|mr|funktion|klasse|function|class|skript|script|query)\b/,
  ],
  [
    "code-review",
    HINT,
    /\b(?:security (?:issues|holes|problems)|sicherheitsluecken|code smells?|best practices?|race conditions?|edge cases|randfaelle|maintainab\w+|wartbar\w*|lesbar\w*|readab\w+|anything (?:wrong|unsafe|risky)|verbesserungsvorschlaege)\b/,
  ],
  ["debugging", ORDER, /^(?:fix|debug|behebe?|repariere|finde den (?:fehler|bug))\b/],
  [
    "debugging",
    CLEAR,
    /\b(?:debug(?:ging)?|stack ?trace|traceback|segfault|segmentation fault|(?:type|value|key|name|reference|syntax|index|attribute|range|import|nullpointer)(?:error|exception)|exception|undefined is not|cannot read propert\w+|null ?pointer|panic:|fehlermeldung|stacktrace|stuerzt ab|abstuerz\w*|crash(?:es|ed|ing)?|find the bug|finde? den (?:bug|fehler)|core dump(?:ed)?|exit code [1-9]\d*|deadlock)\b/,
  ],
  [
    "debugging",
    CLEAR,
    /\b(?:bricht\b.{0,60}\bab|e(?:acces|noent|conn\w+|perm|addrinuse)|error(?: code)? \d+|http (?:4|5)\d\d|status (?:4|5)\d\d|cannot read|is not a function|not found error|permission denied|connection refused|out of memory|timed? ?out)\b/,
  ],
  [
    "debugging",
    CLEAR,
    /\b(?:(?:a|an|einen?) (?:4|5)\d\d\b|null ?pointer\w*|never (?:terminates|ends|returns|finishes)|infinite loop|endlosschleife|returns? the wrong|gives? (?:me )?(?:the )?wrong|liefert (?:immer |nur )*(?:den |das |die )?falsch\w*|memory leak|speicherleck)\b/,
  ],
  [
    "debugging",
    HINT,
    /\b(?:nicht mehr|no longer|since the update|seit dem update|fail(?:s|ed|ing)? (?:in|on|with|when|after)|nach dem (?:neustart|update)|after (?:the|an?) (?:update|upgrade|restart)|unexpected(?:ly)?|unerwartet\w*|what could be the reason|woran (?:liegt|kann) (?:das|es))\b/,
  ],
  [
    "debugging",
    HINT,
    /\b(?:why (?:does|do|is|am|did|doesn't|isn't) (?:i |it |this |my |the )?.{0,60}(?:fail|error|crash|break|not work|wrong|hang|return(?:s)? (?:null|undefined|none|nan)|slow)\w*|doesn't work|does not work|not working|stopped working|funktioniert nicht|geht nicht|klappt nicht|laeuft nicht|bug|fehler|error|fails?|failing|schlaegt fehl|broken|kaputt|haengt sich|wirft|throws|keeps? (?:failing|crashing|timing out))\b/,
  ],
  [
    "code-explanation",
    ORDER,
    /^(?:explain|describe|walk me through|erklaer\w*|beschreib\w*|erlaeuter\w*)\b.{0,60}\b(?:code|function|script|regex|regular expression|query|class|snippet|command|method|algorithm|line|funktion|skript|regulaere\w* ausdruck|abfrage|klasse|befehl|methode|zeile|codeabschnitt)\b/,
  ],
  [
    "code-explanation",
    CLEAR,
    /^(?:explain|describe|what does|erklaer\w*|erlaeuter\w*|was macht|was bedeutet)\b.{0,40}(?:\b(?:sql|regex|query|code|python|javascript|typescript|bash|awk|sed|css|cron|command|befehl|zeile|line)\b|`)/,
  ],
  [
    "code-explanation",
    CLEAR,
    /\b(?:what (?:does|is) (?:this|the following|that) (?:code|function|script|regex|query|snippet|command|class|line|method|one-?liner)\b.{0,20}(?:do|doing|mean)?|was (?:macht|tut|bewirkt|bedeutet|heisst) (?:diese[rs]?|der|die|das|folgende[rs]?) (?:code|funktion|skript|regex|abfrage|befehl|klasse|zeile|methode|ausdruck|codeabschnitt)|how does (?:this|the following) (?:code|function|script|class) work|wie funktioniert diese[rs]? (?:code|funktion|skript|klasse))\b/,
  ],
  [
    "code-generation",
    ORDER,
    /^(?:write|implement|create|generate|build|code|make|add|schreib\w*|implementier\w*|erstell\w*|programmier\w*|erzeuge|generier\w*|bau\w*|entwickl\w*|ergaenz\w*|fueg\w*|give me|gib mir|i need|ich brauche|show me|zeig\w* mir)\b.{0,80}\b(?:function|class|script|program|code|method|component|endpoint|api|regex|regular expression|query|unit tests?|tests? for|dockerfile|makefile|module|hook|cli|server|parser|migration|schema|sql|bash|python|typescript|javascript|rust|golang|java|html|css|workflow|pipeline|crawler|decorator|macro|algorithm|helm chart|terraform|funktion|klasse|skript|programm|python-\w+|methode|komponente|endpunkt|schnittstelle|abfrage|modul|regulaeren ausdruck|webseite|einzeiler|one-?liner|testfaelle)\b/,
  ],
  [
    "code-generation",
    CLEAR,
    /^(?:add|ergaenze|fuege|implementiere|extend|erweitere)\b.{0,80}\b(?:endpoint|api|app|function|class|component|button|field|route|page|funktion|klasse|komponente|formular|feld)\b/,
  ],
  [
    "code-generation",
    CLEAR,
    /^(?:convert|port|migrate|turn|rewrite|uebersetze|konvertiere|wandle)\b.{0,80}\b(?:one-?liner|code|script|function|class|query|skript|funktion|klasse|powershell|bash|python|typescript|javascript|rust|go|java|kotlin)\b/,
  ],
  [
    "code-generation",
    CLEAR,
    /^(?:how (?:do|can|would|to)|wie) (?:i |you |one |schreib\w* |implementier\w* |bau\w* |erstell\w* |programmier\w* |kann |mach\w* )?.{0,40}\b(?:python|typescript|javascript|rust|golang|java|kotlin|swift|c\+\+|c#|ruby|php|bash|sql|react|regex|css|html|docker|git)\b/,
  ],
  [
    "code-generation",
    CLEAR,
    /^(?=.{0,240}\b(?:write|create|provide|generate|implement|build|make|code|develop|design|set up|show|add|schreib\w*|erstell\w*|implementier\w*|programmier\w*|bau\w*|generier\w*|entwickl\w*|zeig\w*|ergaenz\w*)\b).{0,240}(?:\b(?:function|class|script|program|snippet|code|component|endpoint|api|regex|unit tests?|dockerfile|makefile|cli|parser|sql|yaml|deployment|kubernetes|terraform|ansible|nginx|helm|pipeline|workflow|bash|powershell|python|typescript|javascript|js|rust|golang|java|kotlin|swift|c#|ruby|php|html|css|react|vue|svelte|angular|quicksort|mergesort|binary search|algorithm\w*|linked list|hashmap|web ?scraper|crawler|website|webseite|html-\w+|landing page|funktion|klasse|skript|programm|komponente|endpunkt|datenbankschema|abfrage)\b|\bc\+\+)/,
  ],
  [
    "code-generation",
    HINT,
    /\b(?:in|with|using|mit) (?:python|typescript|javascript|rust|go|golang|java|kotlin|swift|c\+\+|c#|ruby|php|bash|sql|react|vue|svelte|django|flask|express|node(?:\.js)?)\b/,
  ],
  [
    "code-generation",
    CLEAR,
    /\b(?:implement (?:a|an|the|this)|refactor|port (?:this|it) to|convert (?:this|the) (?:code|function|script|class)\b.{0,20} (?:to|into)|refaktorier\w*|unit ?tests? (?:for|fuer))\b/,
  ],
];
