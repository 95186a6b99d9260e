// The command line of the simulation.
return 0;
