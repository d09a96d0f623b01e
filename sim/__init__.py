"""What happens on election day: voters, stations, delivery, journal, truth."""
