"""What goes over the wire: the bodies that the API takes and gives, as strict models. One module per room."""
