import { body, client } from "@/api/client";
import { queryClient } from "@/api/queries";
import type { Eaten, Logged, MealsView, PlateView } from "@/api/types";
import { newId } from "@/lib/ids";
import { stampOf } from "@/lib/time";

/** What may be logged by its name: a plate of the plan, or one of its ingredients. */
export interface Known {
  key: string;
  name: string;
  eaten: Eaten;
}

const USUAL_GRAMS = 100;

/** What was eaten of a plate as planned. */
export function eatenOf(plate: PlateView): Eaten {
  if (plate.dish_id) return { kind: "dish", dish_id: plate.dish_id, portions: plate.scale };
  return { kind: "food", food_id: plate.food_id, grams: plate.ingredients[0]?.grams ?? USUAL_GRAMS };
}

/** Every dish and food of a meal plan once, dishes first, each by name. */
export function knownOf(meals: MealsView | null | undefined): Known[] {
  const plates = meals?.document.days.flatMap((day) => day.meals.flatMap((meal) => meal.plates)) ?? [];
  const dishes = new Map<string, Known>();
  const foods = new Map<string, Known>();
  for (const plate of plates) {
    if (plate.dish_id) {
      const eaten: Eaten = { kind: "dish", dish_id: plate.dish_id, portions: 1 };
      dishes.set(plate.dish_id, { key: plate.dish_id, name: plate.name, eaten });
    }
    for (const { food_id, name, grams } of plate.ingredients)
      if (!foods.has(food_id)) foods.set(food_id, { key: food_id, name, eaten: { kind: "food", food_id, grams } });
  }
  const byName = (one: Known, other: Known) => one.name.localeCompare(other.name);
  return [...[...dishes.values()].sort(byName), ...[...foods.values()].sort(byName)];
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** The known foods whose names hold every word that was typed, whatever its accents and case. */
export function found(known: readonly Known[], typed: string): Known[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return words.length ? known.filter(({ name }) => words.every((word) => plain(name).includes(word))) : [];
}

/** The same food again in another amount: portions of a dish, grams of a food. */
export function withAmount(eaten: Eaten, amount: number): Eaten {
  if (eaten.kind === "dish") return { ...eaten, portions: amount };
  if (eaten.kind === "food") return { ...eaten, grams: amount };
  return eaten;
}

export function amountOf(eaten: Logged["eaten"]): number | null {
  if (eaten.kind === "dish") return eaten.portions ?? 1;
  return eaten.kind === "food" ? eaten.grams : null;
}

function logged(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ["foodLog"] });
}

/** Log what was eaten now, or at noon of another day; the id under which it can be taken back. */
export async function logFood(eaten: Eaten, day: string, today: string): Promise<string> {
  const id = newId();
  const at = day === today ? new Date() : new Date(`${day}T12:00:00`);
  await body(client.POST("/api/nutrition/log", { body: { id, eaten, eaten_at: stampOf(at) } }));
  await logged();
  return id;
}

export async function takeBack(id: string): Promise<void> {
  await body(client.DELETE("/api/nutrition/log/{entry_id}", { params: { path: { entry_id: id } } }));
  await logged();
}
