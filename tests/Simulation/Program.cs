// The command line of the simulation.
return args is ["disk", .. var rest] ? await Cartwright.Simulation.DiskCommand.Run(rest) : 0;
