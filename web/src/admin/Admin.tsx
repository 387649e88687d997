/** The monitor's pages, together: one piece of script that only operators load. */
export { Audit } from "@/admin/Audit";
export { Frame } from "@/admin/Frame";
export { Job } from "@/admin/Job";
export { DeadLetters, Jobs } from "@/admin/Jobs";
export { Overview } from "@/admin/Overview";
export { Schedules } from "@/admin/Schedules";
