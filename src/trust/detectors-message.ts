/** Chat, mail, text messages and the hooks that post to them. */
import type { Detector } from "./detector.ts";
import { isGenerated, token } from "./token.ts";

const UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
const SLACK = "https://docs.slack.dev/authentication/tokens";

export const MESSAGE: readonly Detector[] = [
  token(
    "slack-token",
    ["xoxa-", "xoxb-", "xoxc-", "xoxd-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xoxe.xox", "xapp-"],
    /(?:xoxe\.xox[bp]-\d-[A-Za-z0-9]{60,200}|xox[a-eoprs]-[A-Za-z0-9%/+-]{10,250}|xapp-\d-[A-Z0-9]{8,16}-\d{8,16}-[a-f0-9]{64})/iy,
    SLACK,
    { edge: "token" },
  ),
  token(
    "slack-webhook",
    ["hooks.slack.com/"],
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9]{8,14}\/[A-Za-z0-9]{6,20}\/[A-Za-z0-9/]{16,60})/y,
    "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
    { edge: "none" },
  ),
  token(
    "teams-webhook",
    ["/incomingwebhook/"],
    new RegExp(`/IncomingWebhook/([a-f0-9]{32}/${UUID})`, "y"),
    "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
    { edge: "none" },
  ),
  token(
    "discord-webhook",
    ["/api/webhooks/"],
    /\/api\/webhooks\/(\d{17,20}\/[A-Za-z0-9_-]{60,80})/y,
    "https://discord.com/developers/docs/resources/webhook",
    { edge: "none" },
  ),
  token(
    "zapier-webhook",
    ["hooks.zapier.com/"],
    /hooks\.zapier\.com\/hooks\/catch\/(\d{4,10}\/[a-z0-9]{5,12})/y,
    "https://help.zapier.com/hc/en-us/articles/8496288690317",
    { edge: "none" },
  ),
  token(
    "tines-webhook",
    [".tines.com/webhook/"],
    /\.tines\.com\/webhook\/([a-z0-9]{32}\/[a-z0-9]{32})/y,
    "https://www.tines.com/docs/actions/types/webhook/",
    { edge: "none" },
  ),
  token(
    "discord-bot-token",
    ["discord", "bot "],
    /[A-Za-z_ .-]{3,40}["'\\]{0,3}\s{0,4}[:=]{0,2}\s{0,4}["'\\]{0,3}([MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?![A-Za-z0-9])/iy,
    "https://discord.com/developers/docs/reference#authentication",
  ),
  token(
    "telegram-bot-token",
    [":aa"],
    /\d{8,10}:AA[A-Za-z0-9_-]{32,33}(?![A-Za-z0-9_-])/y,
    "https://core.telegram.org/bots/api#authorizing-your-bot",
    { back: { over: "token", most: 10 } },
  ),
  token(
    "twilio-key",
    ["sk0", "ska", "skb", "skc", "skd", "ske", "skf"],
    /SK[0-9a-f]{32}(?![A-Za-z0-9])/y,
    "https://www.twilio.com/docs/iam/api-keys",
  ),
  token(
    "sendgrid-key",
    ["sg."],
    /SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}(?![A-Za-z0-9_-])/y,
    "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
  ),
  token(
    "mailgun-key",
    ["key-"],
    /key-[0-9a-f]{32}(?![A-Za-z0-9])/y,
    "https://documentation.mailgun.com/docs/mailgun/api-reference/authentication",
  ),
  token(
    "mailchimp-key",
    ["-us0"],
    /[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/y,
    "https://mailchimp.com/developer/marketing/guides/quick-start/",
    { lead: 32 },
  ),
  token(
    "brevo-key",
    ["xkeysib-", "xsmtpsib-"],
    /x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}/y,
    "https://developers.brevo.com/docs/getting-started",
  ),
  token(
    "resend-key",
    ["re_"],
    /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,30}(?![A-Za-z0-9])/y,
    "https://resend.com/docs/api-reference/introduction",
    { check: (value) => isGenerated(value) && /\d/.test(value) && /[A-Z]/.test(value) },
  ),
  token(
    "facebook-token",
    ["eaacedeose0cba", "eaa"],
    /EAA(?:CEdEose0cBA[A-Za-z0-9]{20,300}|[A-Za-z0-9]{80,300})(?![A-Za-z0-9])/y,
    "https://developers.facebook.com/docs/facebook-login/guides/access-tokens",
  ),
  token(
    "intercom-token",
    ["dg0ro"],
    /dG9rO[A-Za-z0-9+/_-]{40,80}={0,2}/y,
    "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
  ),
  token(
    "klaviyo-key",
    ["pk_"],
    /pk_[a-f0-9]{34}(?![A-Za-z0-9])/y,
    "https://developers.klaviyo.com/en/docs/authenticate_",
  ),
];
