import { progressOf } from "../board/progress";
import { standingStay, type TeamStory } from "../story/teamStory";

/**
 * What a command was told counts only once it has come to its end. Of a stack that was made by hand the journal has
 * nothing, and what it was told is all that is known.
 *
 * @param told to which step its stack was to be brought last.
 * @returns the step that is ready for a team; 0: none.
 */
export function stepReady(story: TeamStory | undefined, told: number): number {
  if (story === undefined || standingStay(story) === undefined) return told;
  return progressOf(story, undefined).step;
}
