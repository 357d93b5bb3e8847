export default {
  extends: "stylelint-config-recommended",
  rules: {
    // layers set the order, not weight: rules stand with what they are about
    "no-descending-specificity": null,
  },
};
