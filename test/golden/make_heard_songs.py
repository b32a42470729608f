"""Writes heard_songs.json: what faster-whisper hears in excerpts of examples/songs30 with the weights of Whisper base in
float32, without beams, the language given. The test hears the same excerpts.

  python make_heard_songs.py FOLDER     of Whisper base in CTranslate2's format: whisper-base/ctranslate2 of what
                                        `node scripts/test-models.js real` writes
Needs faster-whisper (1.2.1).
"""

import json
import sys
from pathlib import Path

from faster_whisper import WhisperModel

here = Path(__file__).parent
audio = here / "../../examples/songs30/data/audio"
excerpts = {
    "Fantasma - Los Rombos (2 of 6).mp3": "es",
    "te amo - Fabios la nueva expresión de la canción (2 of 6).ogg": "es",
    "Miedo - Yuanan (2 of 6).opus": "es",
    "Séculaire (feat. Nÿme) - Wasaru (2 of 6).flac": "fr",
    "de bonne humeur - Le Nez Tordu (2 of 6).mp3": "fr",
}
folders = {"es": "spanish", "fr": "french"}

model = WhisperModel(sys.argv[1], device="cpu", compute_type="float32")
heard = {}
for name, language in excerpts.items():
    segments, _ = model.transcribe(str(audio / folders[language] / name), language=language, beam_size=1)
    heard[name] = " ".join(segment.text.strip() for segment in segments)
(here / "heard_songs.json").write_text(json.dumps(heard, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
