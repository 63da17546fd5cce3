/** The commonest small words of languages: what a text of a few words already shows. */

export const SMALL_WORDS: Readonly<Record<string, string>> = {
  en: "a am any been below check create following hello hi however into its let me need only other over prove review show than thank thanks through translate use was week without yes fix code text the of and to in is you that it he was for on are with as his they be at this have from or had by but not what all were we when your can said there use an each which she do how their if will up about out many then them these so some her would make like into has two more very after our just who please could my me write why where does did should tell give explain find fix i i'm it's don't between",
  de: "hallo guten danke vielen dank ja nein doch gern löse berechne prüfe übersetze befehl datei code text der die das und ist nicht ein eine einen einem einer zu den dem des mit sich auf für von im ich du er sie es wir ihr als auch an aus bei nach wie was wer wo warum wann welche welcher welches kann können wird werden hat haben war sind sein oder aber wenn dass daß noch nur schon so über unter durch um am zum zur bitte mir mich dir dich mein meine dein deine unser unsere diese dieser dieses diesen schreibe schreib erkläre gib mach ins beim doch mal hier alle allen zwischen folgenden vom",
  fr: "le la les de des du un une et est que qui dans pour pas sur avec ce cette ces il elle nous vous ils je tu ne se au aux par plus mais ou où comme être avoir fait son sa ses leur mon ma mes ton votre notre quel quelle quels pourquoi comment quand sont été c'est qu'il d'un d'une l'on s'il moi écris explique peux entre suivant suivante",
  es: "el la los las de del un una y es que en por para con no se su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante uno ni contra ese eso qué cómo cuál cuáles dónde cuándo puedes escribe explica son está están tiene mi tu ¿qué ¿cómo ¿cuál siguiente",
  it: "il lo la i gli le di del della dei delle da dal in nel nella con su per un una uno e è che non si come più ma anche sono questo questa questi quello alla al ai ha ho sei mi ti ci vi chi cosa perché quando dove quale quali puoi scrivi spiega tra fra essere stato molto tutto mio tuo suo seguente",
  nl: "de het een en van is dat op te in niet zijn met voor aan er om ook als dan maar bij uit naar door over hij ze wij jij je ik mijn jouw deze dit die wat hoe waarom wanneer waar wie welke kan kun kunnen wordt worden heeft hebben was waren geen nog wel schrijf leg geef mij alsjeblieft tussen onze volgende",
  pt: "o a os as de do da dos das um uma e é que em no na nos nas por para com não se mais como mas ao aos ou seu sua seus quando muito já eu também só pelo pela até isso ela ele você vocês qual quais onde quem porque são está estão tem ser foi meu minha escreva explique entre este esta esse essa seguinte",
  pl: "i w na z do się nie to jest że jak o co po za od ale przez są dla czy tak już tylko ten ta te jego jej ich był była być może kiedy gdzie kto dlaczego proszę mi napisz oraz który która które jakie",
  sv: "och att det som en ett på är av för med till den har de inte om men sig så var från vi kan när nu man du jag han hon eller vad hur varför vilken skriv förklara mellan min din denna detta dessa",
  da: "og at det som en et på er af for med til den har de ikke om men sig så var fra vi kan når nu man du jeg han hun eller hvad hvordan hvorfor hvilken skriv forklar mellem min din denne dette disse",
  tr: "ve bir bu da de için ile ne olan gibi daha çok ama var mı mi değil en ya o ben sen biz nasıl neden nedir hangi kadar sonra olarak lütfen yaz arasında",
  cs: "a v na se je že to z do s o jak ale po pro za by jsou k tak co když nebo který která jako jeho její kde kdo proč prosím napiš mezi",
};

/** Letters that speak for a language where they stand; several languages may share one. */
export const LETTERS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/ß/g, ["de"]],
  [/[äöü]/g, ["de", "sv", "tr"]],
  [/[ñ¿¡]/g, ["es"]],
  [/[ãõ]/g, ["pt"]],
  [/[êèàùçœ]/g, ["fr"]],
  [/[ìòèù]/g, ["it"]],
  [/[łżźśćńęą]/g, ["pl"]],
  [/å/g, ["sv", "da"]],
  [/[æø]/g, ["da"]],
  [/[ğışİ]/g, ["tr"]],
  [/[řůěčšž]/g, ["cs"]],
];

/** Writing systems that tell the language by themselves. */
export const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, "ja"],
  [/\p{Script=Hangul}/gu, "ko"],
  [/\p{Script=Han}/gu, "zh"],
  [/[іїєґ]/giu, "uk"],
  [/\p{Script=Cyrillic}/gu, "ru"],
  [/\p{Script=Arabic}/gu, "ar"],
  [/\p{Script=Hebrew}/gu, "he"],
  [/\p{Script=Greek}/gu, "el"],
  [/\p{Script=Devanagari}/gu, "hi"],
  [/\p{Script=Thai}/gu, "th"],
];
