// Style sheets of the page are bundled into panel.css.
declare module "*.css";
