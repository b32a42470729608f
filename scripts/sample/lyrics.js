// What the sample songs sing of: a title, then lines, in each language. Ten subjects, so that those of one lie together by meaning.

export const LANGUAGES = ["english", "german", "bangla"];

/** Subject by subject; in each the languages in their order. */
export const SUBJECTS = [
  [
    [
      "The Sea",
      "the sea is calling from the shore",
      "the waves roll in and ask for more",
      "salt on my lips and wind in my hair",
      "I left my sorrow somewhere there",
    ],
    [
      "Das Meer",
      "das Meer ruft leise vom Strand",
      "die Wellen rollen über den Sand",
      "Salz auf den Lippen, Wind im Haar",
      "ich weiß nicht mehr, was traurig war",
    ],
    ["Somudro", "সমুদ্র ডাকে তীর থেকে", "ঢেউ আসে ঢেউ যায় বালি মেখে", "ঠোঁটে নুন আর চুলে হাওয়া", "দুঃখ আমার ভেসে যাওয়া"],
  ],
  [
    [
      "Rain on the Roof",
      "rain on the roof all night long",
      "every drop is part of a song",
      "grey is the street and grey is the sky",
      "let it rain till the well is dry",
    ],
    [
      "Regen auf dem Dach",
      "Regen auf dem Dach die ganze Nacht",
      "jeder Tropfen hat ein Lied gemacht",
      "grau ist die Straße, grau der Himmel dazu",
      "lass es regnen, ich höre ihm zu",
    ],
    [
      "Brishti",
      "সারা রাত বৃষ্টি পড়ে টিনের চালে",
      "প্রতিটি ফোঁটা গান গায় নিজের তালে",
      "ধূসর পথ আর ধূসর আকাশ",
      "ভিজে মাটির মিষ্টি সুবাস",
    ],
  ],
  [
    [
      "Night Train",
      "the night train leaves at a quarter past ten",
      "I do not know if I will come again",
      "lights of the villages fly away",
      "the rails are singing until the day",
    ],
    [
      "Nachtzug",
      "der Nachtzug fährt um Viertel nach zehn",
      "ich weiß nicht, ob wir uns wiedersehn",
      "die Lichter der Dörfer fliegen vorbei",
      "die Schienen singen, und ich bin frei",
    ],
    [
      "Rater Train",
      "রাতের ট্রেন ছাড়ে দশটা বেজে গেলে",
      "জানি না ফিরব কি না আবার সব ফেলে",
      "গ্রামের আলোরা পিছনে ছুটে যায়",
      "রেলের লাইন ভোর পর্যন্ত গায়",
    ],
  ],
  [
    [
      "City Lights",
      "city lights burn red and blue",
      "a thousand windows and none is you",
      "the taxis hum, the neon glows",
      "where everybody goes nobody knows",
    ],
    [
      "Lichter der Stadt",
      "die Lichter der Stadt brennen rot und blau",
      "tausend Fenster, und keins kenn ich genau",
      "die Taxis summen, die Reklame blinkt",
      "während oben im Haus noch einer singt",
    ],
    [
      "Shohorer Alo",
      "শহরের আলো লাল আর নীল",
      "হাজার জানালা তবু নেই কোনো মিল",
      "গাড়ির গুঞ্জন নিয়নের রেখা",
      "ভিড়ের মাঝে কারও সাথে হয় না দেখা",
    ],
  ],
  [
    [
      "Up the Mountain",
      "up the mountain step by step",
      "the snow is where the summer slept",
      "thin is the air and wide the view",
      "the valley is small and the sky is new",
    ],
    [
      "Auf den Berg",
      "auf den Berg hinauf, Schritt für Schritt",
      "der Schnee des Winters geht noch mit",
      "dünn ist die Luft und weit der Blick",
      "ins kleine Tal will ich nicht zurück",
    ],
    [
      "Paharer Pothe",
      "পাহাড়ের পথে ধাপে ধাপে উঠি",
      "বরফের চূড়া নিয়েছে আজ ছুটি",
      "হাওয়া পাতলা দৃষ্টি বহু দূর",
      "উপত্যকা থেকে ভেসে আসে সুর",
    ],
  ],
  [
    [
      "Mother's Kitchen",
      "in my mother's kitchen bread is warm",
      "outside the window rages the storm",
      "flour on the table, tea in the pot",
      "this is the treasure that I have got",
    ],
    [
      "Mutters Küche",
      "in Mutters Küche duftet das Brot",
      "draußen der Sturm, hier keine Not",
      "Mehl auf dem Tisch und Tee in der Kanne",
      "im Ofen knistert das Holz der Tanne",
    ],
    [
      "Mayer Rannaghor",
      "মায়ের রান্নাঘরে গরম ভাতের ঘ্রাণ",
      "বাইরে ঝড় তবু ঘরে জুড়ায় প্রাণ",
      "উনুনে আগুন হাঁড়িতে ডাল",
      "এমনই থাকুক আমাদের কাল",
    ],
  ],
  [
    [
      "Moon above the River",
      "moon above the river, silver and slow",
      "it shows me the way I wanted to go",
      "fish are asleep and frogs begin",
      "to sing to the night that lets me in",
    ],
    [
      "Mond über dem Fluss",
      "Mond über dem Fluss, silbern und sacht",
      "zeigt mir den Weg durch die halbe Nacht",
      "die Fische schlafen, die Frösche beginnen",
      "ihr Lied vom Kommen und vom Verrinnen",
    ],
    [
      "Nodir Chand",
      "নদীর উপরে চাঁদ রুপালি ধীর",
      "আলোয় আলোয় ভরা নদীর তীর",
      "মাছেরা ঘুমায় ব্যাঙেরা গায়",
      "রাতের বুকে নৌকা ভেসে যায়",
    ],
  ],
  [
    [
      "Farewell",
      "do not cry when I say goodbye",
      "birds must leave when the reeds are dry",
      "keep my letter, keep my name",
      "one day the road will bring me again",
    ],
    [
      "Lebewohl",
      "weine nicht, wenn ich von dir geh",
      "die Vögel ziehen vor dem Schnee",
      "behalte den Brief und meinen Namen",
      "denk an die Wege, auf denen wir kamen",
    ],
    [
      "Biday",
      "বিদায় বেলায় কেঁদো না তুমি আর",
      "পাখিরা উড়ে যায় নদীর ওপার",
      "রেখো আমার চিঠি রেখো আমার নাম",
      "একদিন পথই ফেরাবে এই গ্রাম",
    ],
  ],
  [
    [
      "Dance with Me",
      "dance with me till the lamps go out",
      "the drum is all we know about",
      "left and right and round again",
      "nobody asks us where or when",
    ],
    [
      "Tanz mit mir",
      "tanz mit mir, bis das Licht ausgeht",
      "bis keiner mehr auf den Beinen steht",
      "links und rechts und noch einmal rum",
      "die Trommel spricht, und wir bleiben stumm",
    ],
    [
      "Naacho Amar Sathe",
      "নাচো আমার সাথে বাতি নেভার আগে",
      "ঢোলের তালে তালে রক্তে নেশা লাগে",
      "ডাইনে বাঁয়ে ঘুরে আবার ফিরে",
      "আনন্দ থাকে আমাদের ঘিরে",
    ],
  ],
  [
    [
      "My Bicycle",
      "my bicycle is old and green",
      "it has been everywhere I have been",
      "down the hill without a hand",
      "the fastest thing in all the land",
    ],
    [
      "Mein Fahrrad",
      "mein Fahrrad ist alt und grün lackiert",
      "es hat mich durchs halbe Leben geführt",
      "den Berg hinunter ohne Hände",
      "die Straße hat noch lange kein Ende",
    ],
    [
      "Amar Cycle",
      "আমার সাইকেল পুরোনো সবুজ রঙে",
      "ঘুরেছে সে কত পথ আমার সঙ্গে",
      "হাত ছেড়ে ঢালু পথে নেমে যাই",
      "এর চেয়ে দ্রুত আর কিছুই নাই",
    ],
  ],
];
