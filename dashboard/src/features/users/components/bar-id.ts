/** The id of the bar with what can be done to the users selected, which is loaded with the first of them. */
export const barId = 'users-bar';
