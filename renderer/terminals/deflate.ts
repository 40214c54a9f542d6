/** The part of fflate that packs rows; a module of its own keeps the rest out of the bundle. */
export { deflateSync, inflateSync } from 'fflate';
