/** Line icons of 24 units, drawn for this app. */
const PATHS = {
  home: "M4 11l8-7 8 7M6 10v10h12V10",
  plan: "M5 5h14v15H5zM5 10h14M9 3v4M15 3v4",
  train: "M4 10v4M7 7v10M17 7v10M20 10v4M7 12h10",
  food: "M12 8c-5-3-8 1-7 6s4 7 7 5c3 2 6 0 7-5s-2-9-7-6zM12 8c0-3 1-4 3-5",
  progress: "M4 19h16M5 15l5-5 4 3 6-7",
  game: "M12 3l2.7 5.6 6.1.8-4.5 4.2 1.1 6.1L12 16.8 6.6 19.7l1.1-6.1L3.200 9.400l6.100-.8z",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  close: "M6 6l12 12M18 6L6 18",
  swap: "M4 8h14l-3-3M20 16H6l3 3",
  pain: "M13 3L6 13h5l-1 8 8-11h-5z",
  check: "M5 12l5 5 9-10",
  time: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3 2",
  upload: "M12 16V5M7 9l5-5 5 5M4 16v4h16v-4",
  chat: "M4 5h16v11H9l-5 4z",
  send: "M5 12h13M12 5l7 7-7 7",
  stop: "M7 7h10v10H7z",
  trackers: "M9 3h6v4H9zM9 17h6v4H9zM7 7h10v10H7zM12 10v3l2 1",
  plus: "M12 5v14M5 12h14",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zM12 9a3 3 0 100 6 3 3 0 000-6",
  edit: "M4 20l1-5L16 4l4 4L9 19z",
  history: "M4 12a8 8 0 108-8 8 8 0 00-7 4M5 4v4h4M12 8v4l3 2",
  warning: "M12 4L2 20h20zM12 10v5M12 17.500v.5",
  undo: "M9 6L4 11l5 5M4 11h10a6 6 0 010 12",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
