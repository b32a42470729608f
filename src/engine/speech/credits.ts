// What Whisper says of itself where nobody sings: the ends of the subtitled videos that it learned from.

/**
 * By language: phrases as they stand between stops, in lower case and without marks. `*` is whatever follows, such as a name.
 * They were seen in transcripts of music, or are listed as Whisper's inventions in many public reports.
 */
const CREDITS: Readonly<Record<string, readonly string[]>> = {
  en: [
    "thank you",
    "thanks",
    "thank you so much",
    "thank you very much",
    "thank you for watching *",
    "thanks for watching *",
    "thank you for listening *",
    "thanks for listening *",
    "thank you for your viewing",
    "see you next time",
    "see you in the next video",
    "ill see you in the next video",
    "please subscribe *",
    "dont forget to subscribe *",
    "like and subscribe *",
    "subtitles by *",
    "subtitled by *",
    "subtitles made by *",
    "subtitles provided by *",
    "captions by *",
    "captioned by *",
    "captioning by *",
    "closed captioning by *",
    "transcribed by *",
    "transcript by *",
    "transcription by *",
    "transcription outsourcing *",
    "translated by *",
    "translation by *",
    "copyright *",
    "all rights reserved *",
    "music playing",
    "music",
    "applause",
  ],
  fr: [
    "merci",
    "merci davoir regardé *",
    "merci à tous davoir regardé *",
    "merci beaucoup",
    "sous titres réalisés *",
    "sous titrage *",
    "sous titres par *",
    "sous titres faits par *",
    "sous titrée par *",
    "abonnez vous *",
    "noubliez pas de vous abonner *",
    "traduction *",
    "musique",
  ],
  es: [
    "gracias",
    "muchas gracias",
    "gracias por ver *",
    "muchas gracias por ver *",
    "subtítulos *",
    "subtitulado por *",
    "subtitulos *",
    "suscríbete *",
    "no olvides suscribirte *",
    "música",
  ],
  pt: [
    "obrigado",
    "obrigada",
    "obrigado por assistir *",
    "legendas *",
    "legendado por *",
    "legenda *",
    "tradução *",
    "inscreva se *",
    "música",
  ],
  it: ["grazie", "grazie per aver guardato *", "grazie per la visione *", "sottotitoli *", "iscriviti *", "musica"],
  de: [
    "vielen dank",
    "danke",
    "danke schön",
    "vielen dank fürs zuschauen *",
    "vielen dank für die aufmerksamkeit",
    "danke fürs zuschauen *",
    "untertitel *",
    "untertitelung *",
    "copyright wdr *",
    "swr *",
    "abonniert *",
    "musik",
  ],
  nl: ["bedankt voor het kijken *", "ondertiteling *", "ondertitels *", "ondertiteld door *", "muziek"],
  sv: ["tack för att ni tittade *", "tack för att du tittade *", "undertexter *", "textning *", "musik"],
  da: ["tak for at se med *", "danske tekster *", "undertekster *"],
  no: ["takk for at du så på *", "undertekster *", "teksting *", "tekstet av *"],
  nn: ["undertekster *", "teksting *"],
  fi: ["kiitos kun katsoitte *", "kiitos katsomisesta *", "tekstitys *", "suomennos *"],
  is: ["takk fyrir að horfa *", "þýðandi *"],
  pl: ["dziękuję", "dziękuję za uwagę", "dziękuję za obejrzenie *", "dzięki za oglądanie *", "napisy *", "muzyka"],
  cs: ["titulky *", "děkuji za pozornost", "děkuji za sledování *", "hudba"],
  sk: ["titulky *", "ďakujem za pozornosť", "ďakujem za pozeranie *"],
  hu: ["köszönöm hogy megnézted *", "köszönöm a figyelmet", "feliratok *", "felirat *"],
  ro: ["vă mulțumesc pentru vizionare *", "mulțumesc pentru vizionare *", "subtitrarea *", "subtitrare *"],
  ca: ["gràcies per veure *", "subtítols *"],
  el: ["σας ευχαριστώ", "ευχαριστώ που παρακολουθήσατε *", "υπότιτλοι *"],
  tr: [
    "izlediğiniz için teşekkür ederim *",
    "izlediğiniz için teşekkürler *",
    "altyazı *",
    "abone olmayı unutmayın *",
    "müzik",
  ],
  ru: [
    "спасибо за просмотр *",
    "спасибо за внимание",
    "продолжение следует",
    "субтитры *",
    "редактор субтитров *",
    "подписывайтесь на *",
    "музыка",
    "играет музыка",
    "музыкальная заставка",
  ],
  uk: ["дякую за перегляд *", "дякую за увагу", "субтитри *", "музика"],
  bg: ["благодаря за гледането *", "субтитри *"],
  ar: ["شكرا على المشاهدة *", "شكرا للمشاهدة *", "اشتركوا في القناة *", "ترجمة *", "نانسي قنقر", "موسيقى"],
  he: ["תודה רבה", "תודה על הצפייה *", "כתוביות *", "תרגום *"],
  fa: ["زیرنویس *", "با تشکر از تماشای شما *", "موسیقی"],
  hi: ["धन्यवाद", "देखने के लिए धन्यवाद *", "सब्सक्राइब *", "संगीत"],
  bn: ["ধন্যবাদ", "দেখার জন্য ধন্যবাদ *", "সাবস্ক্রাইব *"],
  ta: ["நன்றி", "சந்தா *"],
  th: ["ขอบคุณที่รับชม *", "คําบรรยาย *", "คำบรรยาย *", "โปรดติดตามตอนต่อไป"],
  vi: ["cảm ơn các bạn đã theo dõi *", "hẹn gặp lại các bạn *", "hãy subscribe *", "hãy đăng ký kênh *", "phụ đề *"],
  id: [
    "terima kasih telah menonton *",
    "terima kasih",
    "jangan lupa subscribe *",
    "subtitle by *",
    "subtitel *",
    "musik",
  ],
  ms: ["terima kasih kerana menonton *", "sarikata *"],
  tl: ["thank you for watching *", "maraming salamat *"],
  ja: [
    "ご視聴ありがとうございました",
    "ご視聴いただきありがとうございました",
    "ご視聴ありがとうございます",
    "最後までご視聴ありがとうございました",
    "見てくれてありがとう",
    "チャンネル登録*",
    "字幕*",
    "音楽",
  ],
  zh: [
    "字幕*",
    "中文字幕*",
    "谢谢观看",
    "謝謝觀看",
    "感谢观看*",
    "感謝觀看*",
    "谢谢大家*",
    "謝謝大家*",
    "请不吝点赞*",
    "請不吝點贊*",
    "優優獨播劇場*",
    "优优独播剧场*",
    "作曲*",
    "作词*",
    "作詞*",
    "编曲*",
    "編曲*",
    "音乐",
    "音樂",
  ],
  yue: ["字幕*", "多謝收看", "謝謝觀看"],
  ko: ["시청해주셔서 감사합니다", "시청해 주셔서 감사합니다", "구독과 좋아요*", "자막*", "한글자막*", "음악"],
};

/** Names that no song sings of. */
const NAMES =
  /\bamara\s?\.?\s?org\b|\bzdf\b.*\d{4}|\bmooji\s?\.?\s?org\b|\bopensubtitles\b|\bdimatorzok\b|\bwww\.\S+\.\w+/u;

/** The first words of credits, or all of them, of whatever language: what is invented is often in another one than the song. */
const PATTERNS = [...new Set(Object.values(CREDITS).flat())].map(
  (phrase) => new RegExp(`^${phrase.replace(/ ?\*$/u, (rest) => (rest === "*" ? ".*" : "(?: .*)?"))}$`, "u"),
);

/** Whether a text is nothing but credits and thanks: each of its sentences is one, whatever the language. */
export function isOnlyCredits(text: string): boolean {
  const sentences = text
    .toLowerCase()
    .split(/(?<=[.!?。！？…]|\n)\s+|(?<=[。！？])/u)
    .filter((sentence) => /\p{L}/u.test(sentence));
  return sentences.length > 0 && sentences.every((sentence) => NAMES.test(sentence) || isCredit(sentence));
}

function isCredit(sentence: string): boolean {
  const plain = sentence
    .replaceAll(/['’]/gu, "")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim()
    // No stop is between lines that say “Music” each.
    .replace(/^(\S+)(?: \1)+$/u, "$1");
  return PATTERNS.some((pattern) => pattern.test(plain));
}
