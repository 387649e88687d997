import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";

const MOST_CHARS = 4000;

interface Props {
  busy: boolean;
  /** Resolves to whether it was taken: only then the field is emptied. */
  onSend: (text: string) => Promise<boolean>;
}

/** Where a question is written: Enter sends, Shift and Enter begins a line. */
export function Composer({ busy, onSend }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState("");
  const empty = text.trim() === "";
  async function send() {
    if (busy || empty) return;
    if (await onSend(text.trim())) setText("");
  }
  function press(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  }
  return (
    <form
      className="sticky bottom-[calc(3.5rem+env(safe-area-inset-bottom))] z-20 -mx-4 mt-auto flex items-end gap-2 border-t border-line bg-paper px-4 py-3 lg:bottom-0 lg:mx-0 lg:px-0"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label htmlFor={id} className="sr-only">
        {t("chat.ask")}
      </label>
      <textarea
        id={id}
        dir="auto"
        rows={1}
        maxLength={MOST_CHARS}
        className="control field-sizing-content max-h-40 resize-none"
        placeholder={t("chat.ask")}
        value={text}
        onKeyDown={press}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" aria-label={t("chat.send")} disabled={busy || empty}>
        <span className="rtl:-scale-x-100">
          <Icon name="send" />
        </span>
      </Button>
    </form>
  );
}
