/** CSS pixels of every chart, reserved before it is drawn so that nothing below it moves. */
export const HEIGHT = 240;
