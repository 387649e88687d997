// The API's structs by the names that pages use. Fields with defaults are always written by the server.
import type { components } from "@/api/generated/openapi";
import type { components as plans } from "@/api/generated/plan";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Joint = Schemas["Joint"];
export type Weekday = Schemas["Weekday"];
export type Locale = Schemas["Locale"];
export type Units = Schemas["Units"];
export type Job = Schemas["JobView"];
export type PlanSummary = Schemas["PlanSummary"];
export type Change = Schemas["ChangeView"];
export type Alternative = Schemas["Alternative"];
export type GameView = Schemas["GameView"];
export type SeriesName = Schemas["SeriesName"];
export type Line = Schemas["LineView"];
export type MealsView = Schemas["MealsView"];
export type MealView = Schemas["MealView"];
export type PlateView = Schemas["PlateView"];
export type Suggestion = Schemas["SuggestionView"];
export type LogDay = Schemas["LogDayView"];
export type Logged = Schemas["LoggedView"];
export type Eaten = Schemas["LogRequest"]["eaten"];
export type ShoppingList = Schemas["ShoppingList"];
export type Tracker = Schemas["TrackerView"];
export type TrackerDay = Schemas["TrackerDay"];
export type FileAccepted = Schemas["FileAccepted"];
export type Chat = Schemas["ChatView"];
export type Turn = Schemas["TurnView"];
export type Answer = Schemas["AnswerView"];
export type Citation = Schemas["Citation"];
export type ChatProposal = Schemas["Proposal"];
export type ImportView = Schemas["ImportView"];
export type Readiness = Schemas["ReadinessView"];
export type PlanDocument = plans["schemas"]["PlanDocument"];
export type DayDetail = plans["schemas"]["DayDetail"];
export type ExerciseDetail = plans["schemas"]["ExerciseDetail"];
export type PlanExercise = plans["schemas"]["PlanExercise"];

/** A stored plan version with its document. */
export type Plan = Omit<Schemas["PlanView"], "document"> & { document: PlanDocument };

/** A set of an earlier session, as it is on the wire: kg, repetitions, repetitions in reserve, seconds. */
export type DoneSet = readonly [number | null, number | null, number | null, number | null, ...unknown[]];
/** An exercise's earlier session on the wire: its day, its id, its working sets, the estimate they gave. */
export type Outing = readonly [string, string, readonly DoneSet[], number | null];

export type Exercise = Required<Omit<Schemas["TodayExercise"], "last">> & { last: Outing | null };
export type Today = Required<Omit<Schemas["TodaySession"], "exercises">> & { exercises: readonly Exercise[] };
