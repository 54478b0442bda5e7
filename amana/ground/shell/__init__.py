"""How a page looks: base page, navigation, components, forms, assets."""
